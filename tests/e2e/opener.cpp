// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "opener.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtTest/QTest>

namespace {

// Renamed when it is whole, so that nobody reads half an address.
constexpr char script[] = R"(#!/bin/sh
printf '%s' "$1" >"$0.part" && mv "$0.part" "$0.asked"
)";

} // namespace

Opener::Opener()
{
    QFile file(m_folder.filePath(QStringLiteral("xdg-open")));
    if (file.open(QIODevice::WriteOnly))
        file.write(script);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

QProcessEnvironment Opener::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("BROWSER"), m_folder.filePath(QStringLiteral("xdg-open")));
    environment.insert(QStringLiteral("PATH"),
                       m_folder.path() + QDir::listSeparator()
                           + environment.value(QStringLiteral("PATH")));
    return environment;
}

QUrl Opener::waitForUrl(int seconds) const
{
    QFile asked(m_folder.filePath(QStringLiteral("xdg-open.asked")));
    static_cast<void>(QTest::qWaitFor([&] { return asked.exists(); }, seconds * 1000));
    if (!asked.open(QIODevice::ReadOnly))
        return {};
    return QUrl::fromEncoded(asked.readAll(), QUrl::StrictMode);
}

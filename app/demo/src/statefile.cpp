// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "statefile.h"

#include "logging.h"
#include "texts.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonDocument>
#include <QtCore/QSaveFile>

namespace Latchkey::Demo {

namespace {

constexpr QLatin1String formatName("latchkey-demo-provider");
constexpr int formatVersion = 1;
/// Far above what the store's limits allow, so that a foreign file is not read into memory.
constexpr qint64 maximumSize = 64 * 1024 * 1024;

} // namespace

StateFile::Loaded StateFile::load()
{
    std::unique_lock lock(m_mutex);
    m_parts = {};
    if (m_path.isEmpty() || !QFileInfo::exists(m_path))
        return {Loaded::Status::Absent, {}};
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {Loaded::Status::Failed,
                Texts::tr("The demo provider cannot read its file %1: %2.")
                    .arg(QDir::toNativeSeparators(m_path), file.errorString())};
    }
    const QJsonObject content = file.size() > maximumSize
        ? QJsonObject()
        : QJsonDocument::fromJson(file.readAll()).object();
    file.close();
    if (content.value(QLatin1String("format")).toString() != formatName
        || content.value(QLatin1String("version")).toInt() != formatVersion
        || !content.value(QLatin1String("parts")).isObject()) {
        lock.unlock();
        return setAside();
    }
    m_parts = content.value(QLatin1String("parts")).toObject();
    return {Loaded::Status::Read, {}};
}

StateFile::Loaded StateFile::setAside()
{
    const std::lock_guard lock(m_mutex);
    m_parts = {};
    const QString stamp =
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString kept = m_path + QLatin1String(".broken-") + stamp;
    if (!QFile::rename(m_path, kept)) {
        return {Loaded::Status::Failed,
                Texts::tr("The demo provider does not understand its file %1 and cannot rename it.")
                    .arg(QDir::toNativeSeparators(m_path))};
    }
    return {
        Loaded::Status::SetAside,
        Texts::tr("The demo provider did not understand its file %1 and begins a new one. The old "
                  "one is kept as %2.")
            .arg(QDir::toNativeSeparators(m_path), QDir::toNativeSeparators(kept))};
}

QJsonObject StateFile::part(QLatin1String name) const
{
    const std::lock_guard lock(m_mutex);
    return m_parts.value(name).toObject();
}

void StateFile::setPart(QLatin1String name, const QJsonObject &content)
{
    const std::lock_guard lock(m_mutex);
    if (m_path.isEmpty())
        return;
    m_parts.insert(name, content);
    writeLocked();
}

void StateFile::writeLocked()
{
    const QJsonObject content{{QStringLiteral("format"), QString(formatName)},
                              {QStringLiteral("version"), formatVersion},
                              {QStringLiteral("parts"), m_parts}};
    QDir().mkpath(QFileInfo(m_path).absolutePath());
    QSaveFile file(m_path);
    // The permissions come before the first byte, since the signing key is among them.
    const bool written = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && file.write(QJsonDocument(content).toJson(QJsonDocument::Compact)) >= 0 && file.commit();
    if (!written && !m_failing) {
        qCWarning(logDemo).noquote()
            << "The demo provider cannot write" << m_path + u':' << file.errorString();
    }
    m_failing = !written;
}

} // namespace Latchkey::Demo

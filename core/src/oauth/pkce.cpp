// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/pkce.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QRandomGenerator>

#include <array>

namespace Latchkey {

namespace {

QString base64Url(const QByteArray &bytes)
{
    return QString::fromLatin1(
        bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace

QString randomWord()
{
    // The generator of the whole process (global()) can be seeded, and its state can be read off
    // what it gives.
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    return base64Url(QByteArray(reinterpret_cast<const char *>(words.data()), sizeof(words)));
}

QString Pkce::challengeFor(const QString &verifier)
{
    return base64Url(QCryptographicHash::hash(verifier.toLatin1(), QCryptographicHash::Sha256));
}

Pkce Pkce::create()
{
    const QString verifier = randomWord();
    return {verifier, challengeFor(verifier)};
}

bool isSameSecret(const QString &a, const QString &b)
{
    if (a.size() != b.size())
        return false;
    volatile uint difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference = difference | (a.at(i).unicode() ^ b.at(i).unicode());
    return difference == 0;
}

} // namespace Latchkey

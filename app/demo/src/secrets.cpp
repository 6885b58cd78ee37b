// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "secrets.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QRandomGenerator>

#include <array>

namespace Latchkey::Demo {

namespace {

constexpr QLatin1String userCodeLetters("BCDFGHJKLMNPQRSTVWXZ");
constexpr int userCodeLength = 8;

} // namespace

QByteArray randomSecret()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof(words))
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QString randomUserCode()
{
    QString code;
    for (int i = 0; i < userCodeLength; ++i) {
        const auto letter =
            QRandomGenerator::system()->bounded(static_cast<quint32>(userCodeLetters.size()));
        code.append(userCodeLetters[static_cast<int>(letter)]);
    }
    return code;
}

QByteArray digest(const QByteArray &secret)
{
    return QCryptographicHash::hash(secret, QCryptographicHash::Sha256).toHex();
}

bool equalDigests(const QByteArray &one, const QByteArray &other)
{
    if (one.size() != other.size())
        return false;
    int difference = 0;
    for (qsizetype i = 0; i < one.size(); ++i)
        difference |= one[i] ^ other[i];
    return difference == 0;
}

QString normalizedUserCode(const QString &typed)
{
    if (typed.size() > 100)
        return {};
    QString code;
    for (const QChar c : typed) {
        if (c.isSpace() || c.category() == QChar::Punctuation_Dash)
            continue;
        const QChar letter = c.toUpper();
        if (!letter.isLetterOrNumber() || letter.unicode() > 0x7f)
            return {};
        code.append(letter);
    }
    return code.size() == userCodeLength ? code : QString();
}

QString shownUserCode(const QString &normalized)
{
    return normalized.left(4) + QLatin1Char('-') + normalized.mid(4);
}

} // namespace Latchkey::Demo

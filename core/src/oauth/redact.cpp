// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/redact.h"

#include "oauth/displaytext.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtCore/QUrlQuery>

namespace Latchkey {

namespace {

// An allow-list: what a server invents tomorrow is a secret until somebody says otherwise.
bool isPublicField(const QString &name)
{
    static const QSet<QString> fields = {
        QStringLiteral("grant_type"),
        QStringLiteral("scope"),
        QStringLiteral("audience"),
        QStringLiteral("client_id"),
        QStringLiteral("token_type"),
        QStringLiteral("expires_in"),
        QStringLiteral("expires_at"),
        QStringLiteral("interval"),
        QStringLiteral("error"),
        QStringLiteral("error_description"),
        QStringLiteral("error_uri"),
        QStringLiteral("verification_uri"),
        QStringLiteral("verification_url"),
        QStringLiteral("token_type_hint"),
        QStringLiteral("issuer"),
    };
    return fields.contains(name);
}

// A body that only looks like a form may have a token where a form has its names.
bool isFieldName(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[a-z_]{1,40}\\z"));
    return pattern.match(text).hasMatch();
}

QString redactJson(const QJsonObject &object)
{
    QJsonObject shown;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const bool isPlain = !it.value().isObject() && !it.value().isArray();
        if (isPlain && isPublicField(it.key()))
            shown.insert(it.key(), it.value());
        else if (it.value().isString())
            shown.insert(it.key(), redact(it.value().toString()));
        else
            shown.insert(it.key(), QStringLiteral("(redacted)"));
    }
    return QString::fromUtf8(QJsonDocument(shown).toJson(QJsonDocument::Compact));
}

QString redactForm(const QByteArray &body)
{
    QStringList shown;
    const auto items = QUrlQuery(QString::fromLatin1(body)).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        shown += (isFieldName(name) ? name : redact(name)) + u'='
            + (isPublicField(name) ? value : redact(value));
    }
    return shown.join(u'&');
}

} // namespace

QString redact(const QString &secret)
{
    return secret.isEmpty() ? QStringLiteral("(none)")
                            : QStringLiteral("(%1 characters)").arg(secret.size());
}

QString redactBody(const QByteArray &body)
{
    return redactBody(body, QStringList());
}

QString redactBody(const QByteArray &body, const QStringList &secrets)
{
    constexpr qsizetype longest = 16 * 1024;
    const QJsonDocument json =
        body.size() > longest ? QJsonDocument() : QJsonDocument::fromJson(body);
    const bool looksLikeForm = body.size() <= longest && body.contains('=') && !body.contains('<')
        && !body.contains('\n') && !body.contains(' ');
    QString shown;
    if (json.isObject())
        shown = redactJson(json.object());
    else if (looksLikeForm)
        shown = redactForm(body);
    else
        shown = QStringLiteral("(%1 bytes)").arg(body.size());
    // Before it is cut: a part of a secret would not be found.
    return displayText(withoutSecrets(shown, secrets), 2000);
}

QStringList secretsOf(const FormParameters &parameters)
{
    // Words that are shorter than any secret would only be missing from a sentence.
    constexpr qsizetype shortest = 8;
    QStringList secrets;
    for (const auto &[name, value] : parameters) {
        if (!isPublicField(name) && value.size() >= shortest)
            secrets += value;
    }
    return secrets;
}

QString withoutSecrets(QString text, const QStringList &secrets)
{
    for (const QString &secret : secrets)
        text.replace(secret, QStringLiteral("(redacted)"));
    return text;
}

} // namespace Latchkey

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/accountrecord.h"

#include "oauth/displaytext.h"
#include "providers/providerreader.h"

#include <algorithm>

namespace Latchkey {

namespace {

// What is easy to type in a shell and safe as a keychain's key.
QString idPart(const QString &text)
{
    QString part = text.left(64);
    for (QChar &character : part) {
        if (!character.isLetterOrNumber() && !QStringLiteral("@._+-").contains(character))
            character = u'_';
    }
    return part;
}

QString label(const Identity &identity)
{
    const QString preferred = displayText(
        identity.claims().value(QLatin1String("preferred_username")).toString(), maxNameLength);
    for (const QString &text : {identity.email(), preferred, identity.subject()}) {
        if (!text.isEmpty())
            return text;
    }
    return {};
}

const AccountRecord *find(const QList<AccountRecord> &records, const QString &id)
{
    const auto it = std::find_if(records.cbegin(), records.cend(),
                                 [&](const AccountRecord &record) { return record.id == id; });
    return it == records.cend() ? nullptr : &*it;
}

/// A program need not give its provider an id, and an entry without one could not be read again.
QString idFor(const Provider &provider)
{
    if (!provider.id().isEmpty())
        return provider.id();
    const QUrl issuer = provider.issuer();
    const QUrl server = issuer.isEmpty() ? provider.endpoint(Provider::Endpoint::Token) : issuer;
    const QString host = server.host(QUrl::FullyEncoded);
    return host.isEmpty() ? QStringLiteral("custom") : host;
}

/// A subject says who it is among those of one server, and whoever filled in another server's name
/// signed in elsewhere.
bool isSamePerson(const AccountRecord &one, const AccountRecord &other)
{
    return one.subject == other.subject && one.provider.values() == other.provider.values();
}

} // namespace

QJsonObject AccountRecord::toJson() const
{
    return {
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), name},
        {QStringLiteral("subject"), subject},
        {QStringLiteral("provider"), provider.toJson()},
        {QStringLiteral("signed_in_at"), signedInAt.toString(Qt::ISODateWithMs)},
    };
}

std::optional<AccountRecord> AccountRecord::fromJson(const QJsonObject &json)
{
    const auto provider = ProviderReader::read(json.value(QLatin1String("provider")).toObject(),
                                               ProviderReader::Faults::LeaveOut, nullptr);
    AccountRecord record;
    record.id = json.value(QLatin1String("id")).toString();
    if (record.id.isEmpty() || !provider)
        return std::nullopt;
    record.name = displayText(json.value(QLatin1String("name")).toString(), maxNameLength);
    record.subject = json.value(QLatin1String("subject")).toString();
    record.provider = *provider;
    record.signedInAt = QDateTime::fromString(json.value(QLatin1String("signed_in_at")).toString(),
                                              Qt::ISODateWithMs);
    return record;
}

AccountRecord AccountRecord::make(const Provider &provider, const Identity &identity,
                                  const QString &accountName, const QList<AccountRecord> &known)
{
    AccountRecord record;
    record.provider = provider;
    record.provider.setId(idFor(provider));
    const QString providerId = record.provider.id();
    record.subject = identity.subject();
    record.name = identity.name();
    if (record.name.isEmpty())
        record.name = accountName.isEmpty() ? record.provider.name()
                                            : displayText(accountName, maxNameLength);

    if (accountName.isEmpty() && !record.subject.isEmpty()) {
        for (const AccountRecord &other : known) {
            if (other.provider.id() == providerId && isSamePerson(other, record)) {
                record.id = other.id;
                return record;
            }
        }
    }
    const QString part = idPart(accountName.isEmpty() ? label(identity) : accountName);
    record.id = part.isEmpty() ? providerId : providerId + u'/' + part;
    if (!accountName.isEmpty())
        return record;
    // Two people may share an address; neither may push the other out.
    const QString base = record.id;
    for (int number = 2;; ++number) {
        const AccountRecord *const other = find(known, record.id);
        if (!other || isSamePerson(*other, record))
            return record;
        record.id = base + u'-' + QString::number(number);
    }
}

} // namespace Latchkey

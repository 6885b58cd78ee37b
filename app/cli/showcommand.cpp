// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "showcommand.h"

#include "accountreport.h"
#include "providerfields.h"

#include <QtCore/QJsonArray>
#include <QtCore/QStandardPaths>

#include <algorithm>

namespace Latchkey {

namespace {

QString programName()
{
    return QLatin1String(Command::program);
}

QString listOfAccounts()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/latchkey/%1/accounts.json").arg(programName());
}

/// The names under which a keychain's own program shows what belongs to the account.
QStringList keychainItems(const Session *session)
{
    return {session->id() + QStringLiteral("/session"), session->id() + QStringLiteral("/access")};
}

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(Qt::ISODate) : ShowCommand::tr("not known");
}

QJsonObject detailFields(const Session *session)
{
    const Provider provider = session->provider();
    QJsonObject fields{
        {QStringLiteral("provider_name"), session->provider().name()},
        {QStringLiteral("keychain_service"), programName()},
        {QStringLiteral("keychain_items"), QJsonArray::fromStringList(keychainItems(session))},
        {QStringLiteral("list"), listOfAccounts()},
    };
    const auto insertText = [&](const QString &name, const QString &text) {
        if (!text.isEmpty())
            fields.insert(name, text);
    };
    insertText(QStringLiteral("issuer"), provider.issuer().toString(QUrl::FullyEncoded));
    insertText(QStringLiteral("client_id"), provider.clientId());
    insertText(QStringLiteral("audience"), provider.audience());
    fields.insert(QStringLiteral("endpoints"), endpointFields(provider));
    fields.insert(QStringLiteral("suggestions"), suggestionFields(provider));
    const auto insertTime = [&](const QString &name, const QDateTime &time) {
        if (time.isValid())
            fields.insert(name, time.toString(Qt::ISODate));
    };
    insertTime(QStringLiteral("issued_at"), session->issuedAt());
    insertTime(QStringLiteral("expires_at"), session->expiresAt());
    insertText(QStringLiteral("subject"), session->identity().subject());
    insertText(QStringLiteral("email"), session->identity().email());
    return fields;
}

} // namespace

void ShowCommand::start()
{
    Session *const session = chosenSession(line().account);
    if (!session)
        return;
    connect(session, &Session::changed, this, [this, session] {
        session->disconnect(this);
        print(session);
    });
    session->load();
}

void ShowCommand::print(const Session *session)
{
    const AccountReport report(session, Error());
    QJsonObject event = report.fields();
    const QJsonObject details = detailFields(session);
    for (auto it = details.begin(); it != details.end(); ++it)
        event.insert(it.key(), it.value());
    out().event(QStringLiteral("account"), event);
    printForPeople(session);
    const bool isLocked = report.state() == Session::State::Locked;
    finish(isLocked ? out().fail(report.error()) : ExitDone);
}

void ShowCommand::printForPeople(const Session *session)
{
    const AccountReport report(session, Error());
    const Provider provider = session->provider();
    QList<QPair<QString, QString>> rows;
    const auto add = [&](const QString &title, const QString &text) {
        if (!text.isEmpty())
            rows.append({title, text});
    };
    add(tr("Account"), session->id());
    add(tr("Name"), session->name());
    add(tr("Provider"), QStringLiteral("%1 (%2)").arg(provider.name(), provider.id()));
    add(tr("State"),
        report.error().isError()
            ? report.stateText() + QStringLiteral(": ") + report.error().message()
            : report.stateText());
    if (report.isKnown()) {
        add(tr("Subject"), session->identity().subject());
        add(tr("Email"), session->identity().email());
        add(tr("Scopes"), session->scopes().join(u' '));
        add(tr("Token granted"), timeText(session->issuedAt()));
        add(tr("Token ends"), timeText(session->expiresAt()));
        add(tr("Refresh token"), session->hasRefreshToken() ? tr("yes") : tr("no"));
    }
    add(tr("Client id"), provider.clientId());
    add(tr("Audience"), provider.audience());
    add(tr("Issuer"), provider.issuer().toString());
    const QJsonObject endpoints = endpointFields(provider);
    for (auto it = endpoints.begin(); it != endpoints.end(); ++it)
        add(tr("Endpoint %1").arg(it.key()), it.value().toString());
    for (const QString &item : keychainItems(session))
        add(tr("Keyring item"), tr("%1, of the service %2").arg(item, programName()));
    add(tr("Listed in"), listOfAccounts());
    for (const Suggestion &suggestion : provider.suggestions()) {
        add(tr("To try"),
            QStringLiteral("latchkey request %1 %2 %3")
                .arg(session->id(), suggestion.method,
                     suggestion.url.toString(QUrl::FullyEncoded)));
    }

    qsizetype widest = 0;
    for (const auto &[title, text] : std::as_const(rows))
        widest = std::max(widest, title.size());
    for (const auto &[title, text] : std::as_const(rows))
        out().result((title + u':').leftJustified(widest + 3) + text);
}

} // namespace Latchkey

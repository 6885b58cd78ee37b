// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// A program that embeds Latchkey::Core and runs on, as small as one can be: it keeps the accounts
// of PROGRAM alive, says on standard output what becomes of them, one JSON object a line, and uses
// them where it is told an address. It cannot sign anybody in.

#include <latchkey/accounts.h>
#include <latchkey/keychainstore.h>

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QMetaEnum>
#include <QtCore/QTimer>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QNetworkRequest>

#include <cstdio>

using namespace Latchkey;

namespace {

void print(QJsonObject event)
{
    event.insert(QStringLiteral("at"), QDateTime::currentMSecsSinceEpoch());
    const QByteArray line = QJsonDocument(event).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stdout);
    std::fflush(stdout);
}

QJsonObject eventOf(const char *name, const Session *session)
{
    return {{QStringLiteral("event"), QLatin1String(name)},
            {QStringLiteral("account"), session->id()}};
}

/// Tells whatever changes of a session's state.
class Reporter : public QObject
{
public:
    explicit Reporter(Session *session) : QObject(session), m_session(session)
    {
        connect(session, &Session::changed, this, &Reporter::report);
        report();
        session->load();
    }

private:
    void report()
    {
        if (m_session->state() == m_state && m_session->nextTryAt() == m_nextTryAt)
            return;
        m_state = m_session->state();
        m_nextTryAt = m_session->nextTryAt();
        QJsonObject state = eventOf("state", m_session);
        state.insert(QStringLiteral("state"),
                     QLatin1String(QMetaEnum::fromType<Session::State>().valueToKey(
                         static_cast<int>(*m_state))));
        if (m_session->lastError().isError())
            state.insert(QStringLiteral("error"), m_session->lastError().code());
        if (m_nextTryAt.isValid())
            state.insert(QStringLiteral("next_try"), m_nextTryAt.toMSecsSinceEpoch());
        print(state);
    }

    Session *m_session;
    std::optional<Session::State> m_state;
    QDateTime m_nextTryAt;
};

void use(Session *session, const QUrl &url)
{
    session->send(
        QNetworkRequest(url), "GET", QByteArray(), session, [session](const SendResult &result) {
            if (!result.reply) {
                QJsonObject refused = eventOf("not_used", session);
                refused.insert(QStringLiteral("error"), result.error.code());
                return print(refused);
            }
            result.reply->deleteLater();
            QJsonObject used = eventOf("used", session);
            used.insert(QStringLiteral("status"),
                        result.reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt());
            print(used);
        });
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser arguments;
    const QCommandLineOption address(QStringLiteral("use"), QString(), QStringLiteral("URL"));
    const QCommandLineOption every(QStringLiteral("every"), QString(),
                                   QStringLiteral("MILLISECONDS"), QStringLiteral("1000"));
    arguments.addOptions({address, every});
    arguments.addPositionalArgument(QStringLiteral("PROGRAM"), QString());
    arguments.process(application);
    if (arguments.positionalArguments().size() != 1)
        arguments.showHelp(2);
    const QString program = arguments.positionalArguments().constFirst();

    KeychainStore store(program);
    Accounts accounts(program, &store);
    QObject::connect(&accounts, &Accounts::rowsInserted, &application,
                     [&](const QModelIndex &, int first, int last) {
                         for (int row = first; row <= last; ++row)
                             new Reporter(accounts.sessions().at(row));
                     });
    if (const Error error = accounts.restore(); error.isError()) {
        std::fprintf(stderr, "%s\n", qPrintable(error.detail()));
        return 1;
    }
    accounts.watch();

    QTimer uses;
    if (arguments.isSet(address)) {
        QObject::connect(&uses, &QTimer::timeout, &application, [&] {
            for (Session *session : accounts.sessions())
                use(session, QUrl(arguments.value(address)));
        });
        uses.start(arguments.value(every).toInt());
    }
    return QCoreApplication::exec();
}

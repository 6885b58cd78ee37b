// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/loopbackreplyhandler.h>
#include <latchkey/scheduler.h>

#include "loopbackconnection.h"
#include "loopbacklistener.h"
#include "oauth/authorizationresponse.h"
#include "oauth/form.h"
#include "oauth/pkce.h"
#include "tabpage.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QPointer>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QNetworkReply>

namespace Latchkey {

class LoopbackReplyHandler::Private
{
public:
    explicit Private(LoopbackReplyHandler *handler) : q(handler) { }

    TabPage pages() const;
    void requested(LoopbackConnection *connection, const RequestHead &head);
    /// The page that refuses what is not the answer; empty where it is.
    QByteArray refusal(const RequestHead &head) const;
    QByteArray refusalOfQuery(const QByteArray &query) const;
    void take(LoopbackConnection *connection, const QByteArray &query);
    void answerTabs(const Error &outcome);

    LoopbackReplyHandler *q;
    Scheduler *scheduler = Scheduler::system();
    std::unique_ptr<LoopbackListener> listener;
    QString programName;
    QString providerName;
    QString expectedState;
    bool isAnswered = false;
    QByteArray answer;
    // Those who came with the answer: a tab, and the same tab again where it was loaded anew.
    QList<QPointer<LoopbackConnection>> tabs;
};

namespace {

QString nameOfThisProgram()
{
    const QCoreApplication *const application = QCoreApplication::instance();
    if (!application)
        return {};
    // QGuiApplication has it; without a window there is none.
    const QString shown = application->property("applicationDisplayName").toString();
    return shown.isEmpty() ? QCoreApplication::applicationName() : shown;
}

QVariantMap toVariants(const QMap<QString, QString> &fields)
{
    QVariantMap values;
    for (auto it = fields.cbegin(); it != fields.cend(); ++it)
        values.insert(it.key(), it.value());
    return values;
}

/// A token answer: JSON, or a form, as GitHub sends it.
QVariantMap readTokens(const QByteArray &body)
{
    const QJsonDocument json = QJsonDocument::fromJson(body);
    if (json.isObject())
        return json.object().toVariantMap();
    return toVariants(formDecode(body).value_or(QMap<QString, QString>()));
}

Error errorOf(const QVariantMap &values, const QNetworkReply *reply)
{
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto describe = [&](const Error &error) {
        return error.withEndpoint(reply->url()).withHttpStatus(status);
    };
    if (const auto response = ErrorResponse::fromJson(QJsonObject::fromVariantMap(values)))
        return describe(response->toError());
    if (status == 0 || status >= 500)
        return describe(Error(Error::Kind::Network));
    const bool isGranted = !values.value(QStringLiteral("access_token")).toString().isEmpty();
    if (reply->error() != QNetworkReply::NoError || !isGranted) {
        return describe(
            Error(Error::Kind::Protocol, QStringLiteral("the answer holds no \"access_token\"")));
    }
    return {};
}

} // namespace

TabPage LoopbackReplyHandler::Private::pages() const
{
    return {programName.isEmpty() ? nameOfThisProgram() : programName, providerName};
}

void LoopbackReplyHandler::Private::requested(LoopbackConnection *connection,
                                              const RequestHead &head)
{
    const QByteArray page = refusal(head);
    if (page.isEmpty())
        take(connection, head.query);
    else
        connection->answer(page);
}

QByteArray LoopbackReplyHandler::Private::refusal(const RequestHead &head) const
{
    const TabPage page = pages();
    if (head.status == RequestHead::Status::TooLarge)
        return page.tooLarge();
    if (head.status != RequestHead::Status::Complete)
        return page.badRequest();
    // A name that somebody else's server made point to this computer is not ours.
    if (head.host != listener->host())
        return page.wrongHost();
    if (head.path != listener->path())
        return page.notFound();
    if (head.method != "GET")
        return page.wrongMethod();
    return refusalOfQuery(head.query);
}

QByteArray LoopbackReplyHandler::Private::refusalOfQuery(const QByteArray &query) const
{
    const TabPage page = pages();
    const Expected<AuthorizationResponse> response = AuthorizationResponse::fromQuery(query);
    if (!response)
        return page.badRequest();
    const bool isAnswer = !response->code.isEmpty() || response->error;
    if (expectedState.isEmpty() && !isAnswer)
        return page.badRequest();
    if (!expectedState.isEmpty() && !isSameSecret(response->state, expectedState))
        return page.anotherSignIn();
    if (isAnswered && query != answer)
        return page.answeredBefore();
    return {};
}

void LoopbackReplyHandler::Private::take(LoopbackConnection *connection, const QByteArray &query)
{
    tabs.append(connection);
    if (isAnswered)
        return;
    isAnswered = true;
    answer = query;
    const QPointer<LoopbackReplyHandler> alive(q);
    Q_EMIT q->callbackDataReceived(query);
    // The outcome may be known by then.
    if (!alive || tabs.isEmpty())
        return;
    Q_EMIT q->callbackReceived(toVariants(formDecode(query).value_or(QMap<QString, QString>())));
    // There is no exchange after an error, and Qt's flow says nothing of it to its handler.
    const auto response = AuthorizationResponse::fromQuery(query);
    if (alive && response && response->error && !tabs.isEmpty())
        q->tellOutcome(response->error->toError());
}

void LoopbackReplyHandler::Private::answerTabs(const Error &outcome)
{
    const QByteArray page = pages().outcome(outcome);
    const QList<QPointer<LoopbackConnection>> waiting = std::move(tabs);
    tabs.clear();
    for (const QPointer<LoopbackConnection> &connection : waiting) {
        if (connection)
            connection->answer(page);
    }
}

LoopbackReplyHandler::LoopbackReplyHandler(QObject *parent)
    : QAbstractOAuthReplyHandler(parent), d(new Private(this))
{ }

LoopbackReplyHandler::~LoopbackReplyHandler()
{
    d->answerTabs(Error(Error::Kind::Cancelled));
}

void LoopbackReplyHandler::setScheduler(Scheduler *scheduler)
{
    d->scheduler = scheduler;
}

void LoopbackReplyHandler::setProgramName(const QString &name)
{
    d->programName = name;
}

void LoopbackReplyHandler::setProviderName(const QString &name)
{
    d->providerName = name;
}

Error LoopbackReplyHandler::listen(const QUrl &redirectUri)
{
    close();
    auto listener = std::make_unique<LoopbackListener>(d->scheduler);
    const Error error = listener->listen(redirectUri);
    if (error.isError())
        return error;
    connect(listener.get(), &LoopbackListener::requested, this,
            [this](LoopbackConnection *connection, const RequestHead &head) {
                d->requested(connection, head);
            });
    d->listener = std::move(listener);
    d->isAnswered = false;
    return {};
}

bool LoopbackReplyHandler::isListening() const
{
    return d->listener && d->listener->isListening();
}

void LoopbackReplyHandler::close()
{
    tellOutcome(Error(Error::Kind::Cancelled));
}

QUrl LoopbackReplyHandler::redirectUri() const
{
    return d->listener ? d->listener->redirectUri() : QUrl();
}

QString LoopbackReplyHandler::callback() const
{
    return redirectUri().toString(QUrl::FullyEncoded);
}

void LoopbackReplyHandler::expectAnswerTo(const QUrl &authorizationUrl)
{
    const QString state =
        QUrlQuery(authorizationUrl).queryItemValue(QStringLiteral("state"), QUrl::FullyDecoded);
    if (state == d->expectedState)
        return;
    d->expectedState = state;
    d->isAnswered = false;
}

void LoopbackReplyHandler::networkReplyFinished(QNetworkReply *reply)
{
    constexpr qint64 longest = 1024 * 1024;
    const QByteArray body = reply->read(longest);
    const QVariantMap values = readTokens(body);
    const Error error = errorOf(values, reply);
    const QPointer<LoopbackReplyHandler> alive(this);
    Q_EMIT replyDataReceived(body);
    if (alive && error.isError()) {
        Q_EMIT failed(error);
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
        // Qt's flow waits for this one, and would otherwise stay as it is for ever. It logs the
        // text: a server's own words may repeat what was sent to it.
        if (alive) {
            const QString code = error.oauthCode();
            Q_EMIT tokenRequestErrorOccurred(QAbstractOAuth::Error::ServerError,
                                             code.isEmpty() ? error.message() : code);
        }
#endif
    } else if (alive) {
        Q_EMIT tokensReceived(values);
    }
    // A refresh comes this way as well, and is not what a browser waits for.
    if (alive && d->isAnswered)
        tellOutcome(error);
}

void LoopbackReplyHandler::tellOutcome(const Error &outcome)
{
    d->answerTabs(outcome);
    if (d->listener)
        d->listener->close();
}

} // namespace Latchkey

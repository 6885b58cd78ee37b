// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signinscene.h"

#include "browserpage.h"
#include "footer.h"
#include "pastepage.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QPointer>
#include <QtCore/QUrlQuery>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

const QString refusalDetail = QStringLiteral("org.freedesktop.Secret.Error.IsLocked");
const QString host = QStringLiteral("https://login.yotoplay.com");

QUrl endpoint(const char *path)
{
    return QUrl(host + QLatin1String(path));
}

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

} // namespace

void ScriptedStore::setMode(Mode mode, Error::Kind refusal)
{
    m_mode = mode;
    m_refusal = refusal;
}

void ScriptedStore::answerWaiting()
{
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &call : waiting)
        call();
}

void ScriptedStore::answer(QObject *context, const std::function<void()> &call)
{
    const auto later = [this, context = QPointer<QObject>(context), call] {
        if (context)
            m_scheduler->callAfter(0ms, context, call);
    };
    if (m_mode == Mode::Waits)
        m_waiting.append(later);
    else
        later();
}

void ScriptedStore::read(const QString &key, QObject *context, ReadCallback callback)
{
    answer(context, [this, key, callback = std::move(callback)] {
        ReadResult result;
        if (m_mode == Mode::Refuses)
            result.error = Error(m_refusal, refusalDetail);
        result.found = !result.error.isError() && m_values.contains(key);
        result.value = result.found ? m_values.value(key) : QByteArray();
        callback(result);
    });
}

void ScriptedStore::write(const QString &key, const QByteArray &value, QObject *context,
                          DoneCallback callback)
{
    answer(context, [this, key, value, callback = std::move(callback)] {
        if (m_mode == Mode::Refuses)
            return callback(Error(m_refusal, refusalDetail));
        m_values.insert(key, value);
        callback({});
    });
}

void ScriptedStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    answer(context, [this, key, callback = std::move(callback)] {
        if (m_mode == Mode::Refuses)
            return callback(Error(m_refusal));
        m_values.remove(key);
        callback({});
    });
}

ScriptedBrowserSignIn::ScriptedBrowserSignIn(const Provider &provider, Listening listening,
                                             QObject *parent)
    : AuthorizationCodeSignIn(provider, Provider::Flow::Browser, parent), m_listening(listening)
{ }

void ScriptedBrowserSignIn::prepare()
{
    if (m_listening == Listening::Works)
        authorize(QStringLiteral("http://127.0.0.1:8787/callback"));
    else
        giveUp(Error(Error::Kind::Busy, QStringLiteral("port 8787 is taken")));
}

void ScriptedBrowserSignIn::answer(const QByteArray &query)
{
    const QString state = QUrlQuery(authorizationUrl()).queryItemValue(QStringLiteral("state"));
    receive(query + "&state=" + state.toLatin1());
}

SignInScene::SignInScene()
    : accounts((qputenv("XDG_DATA_HOME", home.path().toLocal8Bit()), QStringLiteral("scene")),
               &store)
{
    accounts.setNetworkAccessManager(&network);
    accounts.setScheduler(&scheduler);
    network.answer(revocationEndpoint(), ScriptedAnswer::json(200, "{}"));
}

SignInScene::~SignInScene()
{
    // Replies that never came belong to the network and count themselves off when they die.
    qDeleteAll(network.findChildren<QNetworkReply *>());
}

Provider SignInScene::yoto()
{
    Provider provider;
    provider.setId(QStringLiteral("yoto"));
    provider.setName(QStringLiteral("Yoto"));
    provider.setClientId(QStringLiteral("bedtime-player"));
    provider.setFlows({Provider::Flow::Device});
    provider.setScopes(
        {{QStringLiteral("family:devices:view"), QStringLiteral("See the players in your family")},
         {QStringLiteral("user:content:manage"), QStringLiteral("See and change your own cards")},
         {QStringLiteral("openid"), QStringLiteral("See your name and email")}});
    provider.setEndpoint(Provider::Endpoint::DeviceAuthorization, endpoint("/oauth/device/code"));
    provider.setEndpoint(Provider::Endpoint::Authorization, endpoint("/authorize"));
    provider.setEndpoint(Provider::Endpoint::Token, endpoint("/oauth/token"));
    provider.setEndpoint(Provider::Endpoint::Revocation, endpoint("/oauth/revoke"));
    provider.setEndpoint(Provider::Endpoint::UserInfo, endpoint("/userinfo"));
    return provider;
}

Provider SignInScene::yoto(const QList<Flow> &ways)
{
    Provider provider = yoto();
    provider.setFlows(ways);
    return provider;
}

void SignInScene::useWays(const QList<Flow> &ways)
{
    if (widget->provider().flows() != ways)
        widget->setProvider(yoto(ways));
}

QUrl SignInScene::deviceEndpoint() const
{
    return yoto().endpoint(Provider::Endpoint::DeviceAuthorization);
}

QUrl SignInScene::tokenEndpoint() const
{
    return yoto().endpoint(Provider::Endpoint::Token);
}

QUrl SignInScene::revocationEndpoint() const
{
    return yoto().endpoint(Provider::Endpoint::Revocation);
}

void SignInScene::direct(SignInWidget *newWidget)
{
    widget = newWidget;
    widget->setScheduler(&scheduler);
    widget->setNetworkAccessManager(&network);
    widget->setAccounts(&accounts);
    widget->setProvider(yoto());
    widget->setSignInMaker(Flow::Browser, [this](const Provider &provider, QObject *parent) {
        browser = new ScriptedBrowserSignIn(provider, listening, parent);
        return browser;
    });
    widget->setBrowserOpener([this](const QUrl &url) {
        opened.append(url);
        return browserWorks;
    });
}

void SignInScene::answerCode(const QByteArray &userCode, const QByteArray &uri,
                             const QByteArray &complete, int seconds)
{
    QJsonObject answer{{QStringLiteral("device_code"), QStringLiteral("secret-device-code")},
                       {QStringLiteral("user_code"), QString::fromUtf8(userCode)},
                       {QStringLiteral("verification_uri"), QString::fromUtf8(uri)},
                       {QStringLiteral("expires_in"), seconds},
                       {QStringLiteral("interval"), 5}};
    if (!complete.isEmpty())
        answer.insert(QStringLiteral("verification_uri_complete"), QString::fromUtf8(complete));
    network.forget(deviceEndpoint());
    network.answer(deviceEndpoint(), ScriptedAnswer::json(200, json(answer)));
}

void SignInScene::answerPolls(int status, const QByteArray &body)
{
    network.forget(tokenEndpoint());
    network.answer(tokenEndpoint(), ScriptedAnswer::json(status, body));
}

void SignInScene::grant()
{
    const QString number = QString::number(++m_grants);
    answerPolls(200,
                json({{QStringLiteral("access_token"), QStringLiteral("access-") + number},
                      {QStringLiteral("token_type"), QStringLiteral("Bearer")},
                      {QStringLiteral("refresh_token"), QStringLiteral("refresh-") + number},
                      {QStringLiteral("expires_in"), 86400}}));
}

void SignInScene::showCode(Act act)
{
    if (act == Act::CodeWithoutCompleteUri)
        answerCode("WDJB-MJHT", "https://login.yotoplay.com/activate", {}, 900);
    else if (act == Act::CodeOnLoopback)
        answerCode("WDJB-MJHT", "http://127.0.0.1:8717/activate",
                   "http://127.0.0.1:8717/activate?user_code=WDJB-MJHT", 900);
    else
        answerCode("WDJB-MJHT", "https://login.yotoplay.com/activate",
                   "https://login.yotoplay.com/activate?user_code=WDJB-MJHT", 900);
    answerPolls(403, R"({"error":"authorization_pending"})");
    widget->start();
    advance(10ms);
}

void SignInScene::begin(Flow way)
{
    answerCode("WDJB-MJHT", "https://login.yotoplay.com/activate",
               "https://login.yotoplay.com/activate?user_code=WDJB-MJHT", 900);
    answerPolls(403, R"({"error":"authorization_pending"})");
    widget->startBy(way);
    advance(10ms);
}

void SignInScene::playSeveral(Act act)
{
    switch (act) {
    case Act::Choosing:
        useWays({Flow::Browser, Flow::Device});
        widget->start();
        break;
    case Act::ChoosingOfThree:
        useWays({Flow::Browser, Flow::Device, Flow::Paste});
        widget->start();
        break;
    case Act::BrowserOpened:
    case Act::BrowserMissing:
    case Act::BrowserTimeUp:
        useWays({Flow::Browser, Flow::Device});
        browserWorks = act != Act::BrowserMissing;
        begin(Flow::Browser);
        browserWorks = true;
        if (act == Act::BrowserTimeUp)
            advance(601s);
        break;
    case Act::BrowserOpenedWithOtherWays:
        useWays({Flow::Browser, Flow::Device, Flow::Paste});
        begin(Flow::Browser);
        break;
    case Act::BrowserAfterExpiry:
        useWays({Flow::Browser, Flow::Device});
        begin(Flow::Browser);
        answerCode("WDJB-MJHT", "https://login.yotoplay.com/activate", {}, 60);
        widget->findChild<BrowserPage *>()->otherDeviceClicked();
        advance(61s);
        break;
    case Act::CodeAfterBrowser:
        useWays({Flow::Browser, Flow::Device});
        begin(Flow::Device);
        advance(78s);
        widget->openBrowser();
        advance(10ms);
        browser->answer("error=server_error");
        break;
    case Act::PasteCode:
    case Act::PasteProblem:
    case Act::PasteWithoutBrowser:
        useWays({Flow::Paste});
        browserWorks = act != Act::PasteWithoutBrowser;
        begin(Flow::Paste);
        browserWorks = true;
        if (act == Act::PasteProblem) {
            auto *field = qobject_cast<QLineEdit *>(widget->findChild<PastePage *>()->field());
            field->setText(QStringLiteral("https://login.yotoplay.com/authorize?state=wrong"));
            widget->findChild<Footer *>()->primary()->click();
        }
        break;
    default:
        useWays({Flow::Browser, Flow::Device, Flow::Paste});
        begin(Flow::Browser);
        browser->answer("error=access_denied");
        break;
    }
}

void SignInScene::approve(Act act)
{
    const QUrl userInfo = endpoint("/userinfo");
    network.forget(userInfo);
    if (act == Act::Finishing)
        network.answer(userInfo, ScriptedAnswer::silence());
    else if (act == Act::SignedInNobodyKnown)
        network.answer(userInfo, ScriptedAnswer::json(200, "{}"));
    else
        network.answer(
            userInfo,
            ScriptedAnswer::json(
                200, R"({"sub":"auth0|65f1","name":"Mara Lindqvist","email":"mara@example.org"})"));
    store.setMode(act == Act::WaitingForKeychain    ? ScriptedStore::Mode::Waits
                      : act == Act::KeychainRefused ? ScriptedStore::Mode::Refuses
                                                    : ScriptedStore::Mode::Works,
                  Error::Kind::KeychainLocked);
    grant();
    advance(5s);
    advance(1s);
}

void SignInScene::play(Act act)
{
    widget->cancel();
    network.forget(deviceEndpoint());
    if (act >= Act::Choosing)
        return playSeveral(act);
    useWays({Flow::Device});
    switch (act) {
    case Act::Idle:
        return;
    case Act::Contacting:
    case Act::Slow:
        network.answer(deviceEndpoint(), ScriptedAnswer::silence());
        widget->start();
        advance(act == Act::Slow ? 8100ms : 100ms);
        return;
    case Act::Failed:
        network.answer(deviceEndpoint(),
                       ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError));
        widget->start();
        advance(1s);
        return;
    default:
        break;
    }
    showCode(act);
    switch (act) {
    case Act::Code:
    case Act::CodeWithoutCompleteUri:
    case Act::CodeOnLoopback:
        advance(78s);
        break;
    case Act::Copied:
        advance(78s);
        widget->copyCode();
        break;
    case Act::LastMinute:
        advance(858s);
        break;
    case Act::Offline:
        network.forget(tokenEndpoint());
        network.answer(tokenEndpoint(),
                       ScriptedAnswer::failure(QNetworkReply::TemporaryNetworkFailureError));
        advance(355s);
        break;
    case Act::BrowserDidNotOpen:
        browserWorks = false;
        advance(78s);
        widget->openBrowser();
        browserWorks = true;
        break;
    case Act::Expired:
        advance(901s);
        break;
    case Act::Denied:
        answerPolls(403, R"({"error":"access_denied"})");
        advance(6s);
        break;
    default:
        approve(act);
        break;
    }
}

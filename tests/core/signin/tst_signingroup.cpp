// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <latchkey/devicesignin.h>
#include <latchkey/signingroup.h>

#include <QtCore/QPointer>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <memory>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;
using State = SignIn::State;

namespace {

// Each way asks a server of its own, so that each can be told what to answer.
struct Server
{
    explicit Server(const QString &name)
        : code(QStringLiteral("https://%1.example.org/code").arg(name)),
          token(QStringLiteral("https://%1.example.org/token").arg(name)),
          userInfo(QStringLiteral("https://%1.example.org/userinfo").arg(name)),
          revocation(QStringLiteral("https://%1.example.org/revoke").arg(name))
    { }

    Provider provider() const
    {
        Provider provider;
        provider.setId(QStringLiteral("test"));
        provider.setClientId(QStringLiteral("client-1"));
        provider.setScopeNames({QStringLiteral("openid")});
        provider.setEndpoint(Provider::Endpoint::DeviceAuthorization, code);
        provider.setEndpoint(Provider::Endpoint::Token, token);
        provider.setEndpoint(Provider::Endpoint::UserInfo, userInfo);
        provider.setEndpoint(Provider::Endpoint::Revocation, revocation);
        return provider;
    }

    QUrl code;
    QUrl token;
    QUrl userInfo;
    QUrl revocation;
};

ScriptedAnswer codeFor(int seconds)
{
    return ScriptedAnswer::json(200,
                                "{\"device_code\":\"secret-device\",\"user_code\":\"WDJB-MJHT\","
                                "\"verification_uri\":\"https://id.example.org/activate\","
                                "\"interval\":5,\"expires_in\":"
                                    + QByteArray::number(seconds) + '}');
}

ScriptedAnswer refusal(const QByteArray &code)
{
    return ScriptedAnswer::json(400, "{\"error\":\"" + code + "\"}");
}

ScriptedAnswer tokens(const QByteArray &name)
{
    return ScriptedAnswer::json(200,
                                "{\"access_token\":\"" + name
                                    + "-access\",\"token_type\":\"Bearer\",\"refresh_token\":\""
                                    + name + "-refresh\",\"expires_in\":3600}");
}

/// Two ways side by side, on a scripted network in virtual time, with what came of them.
class Pair
{
public:
    Pair()
    {
        for (const Server *server : {&phone, &browser}) {
            network.answer(server->code, codeFor(900));
            network.answer(server->token, refusal("authorization_pending"));
            network.answer(server->revocation, ScriptedAnswer{200, "", {}});
            network.answer(server->userInfo, ScriptedAnswer::json(200, "{\"sub\":\"1\"}"));
        }
    }

    /// In place of what the server would have answered.
    void say(const QUrl &url, const ScriptedAnswer &answer)
    {
        network.forget(url);
        network.answer(url, answer);
    }

    void create()
    {
        group = std::make_unique<SignInGroup>(phone.provider());
        group->setNetworkAccessManager(&network);
        group->setScheduler(&clock);
        QObject::connect(group.get(), &SignIn::finished, group.get(),
                         [this](const SignInResult &result) { results.append(result); });
        QObject::connect(group.get(), &SignIn::stateChanged, group.get(),
                         [this](State state) { states.append(state); });
        first = new DeviceSignIn(phone.provider());
        second = new DeviceSignIn(browser.provider());
        group->add(first);
        group->add(second);
    }

    void start()
    {
        create();
        group->start();
        VirtualScheduler::settle();
    }

    QStringList revoked(const Server &server) const
    {
        QStringList revokedTokens;
        for (const SentRequest &request : network.sentTo(server.revocation))
            revokedTokens += request.form.value(QStringLiteral("token"));
        return revokedTokens;
    }

    /// Nothing is left that would go on.
    bool isQuiet() const { return network.underWay() == 0 && clock.pendingCalls() == 0; }

    const Server phone{QStringLiteral("phone")};
    const Server browser{QStringLiteral("browser")};
    VirtualScheduler clock;
    ScriptedNetwork network{&clock};
    std::unique_ptr<SignInGroup> group;
    QPointer<DeviceSignIn> first;
    QPointer<DeviceSignIn> second;
    QList<SignInResult> results;
    QList<State> states;
};

} // namespace

/// Several ways to sign in, side by side.
class tst_SignInGroup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void theFirstToSucceedWins();
    void whatTheLoserWasGrantedIsRevoked();
    void oneEndingLeavesTheOtherAlone_data();
    void oneEndingLeavesTheOtherAlone();
    void endsWithTheMostUsefulError_data();
    void endsWithTheMostUsefulError();
    void aDenialEndsAll();
    void cancelEndsAll();
    void cancellingAllOneByOneCancels();
    void destroyingCancelsWithoutASignal();
    void tellsTheTroubleOfAny();
    void goesBackWhereTheFurthestEnds();
    void addedWhileUnderWayStartsAtOnce();
    void addedAfterTheEndIsDeleted();
    void oneThatSomebodyDeletedCountsAsCancelled();
    void withoutAnyItSaysSo();
    void pollsAllThatAreDue();
    void cancelFromEverySignal_data();
    void cancelFromEverySignal();
    void deletedFromEverySignal_data();
    void deletedFromEverySignal();
    void cancelWhileTheOthersAreCancelledChangesNothing();
    void aSingleAttemptCancelledAsItsTroubleEndsFinishesOnce();
};

void tst_SignInGroup::theFirstToSucceedWins()
{
    Pair pair;
    pair.start();
    QCOMPARE(pair.group->state(), State::WaitingForUser);
    pair.clock.advance(6s);
    pair.say(pair.browser.token, tokens("browser"));
    pair.clock.advance(5s);
    QCOMPARE(pair.results.size(), 1);
    QVERIFY(pair.results.constFirst().isSuccess());
    QCOMPARE(pair.results.constFirst().tokens.accessToken(), QStringLiteral("browser-access"));
    QCOMPARE(pair.results.constFirst().identity.subject(), QStringLiteral("1"));
    QCOMPARE(pair.group->state(), State::Succeeded);
    QCOMPARE(pair.first->state(), State::Cancelled);
    QCOMPARE(pair.states,
             (QList<State>{State::Contacting, State::WaitingForUser, State::Finishing,
                           State::Succeeded}));

    const auto polls = pair.network.sentTo(pair.phone.token).size();
    pair.clock.advance(1h);
    QCOMPARE(pair.network.sentTo(pair.phone.token).size(), polls);
    QCOMPARE(pair.results.size(), 1);
    QVERIFY(pair.isQuiet());
    QCOMPARE(pair.revoked(pair.browser), QStringList());
}

void tst_SignInGroup::whatTheLoserWasGrantedIsRevoked()
{
    Pair pair;
    pair.say(pair.phone.userInfo, ScriptedAnswer::silence());
    pair.say(pair.phone.token, tokens("phone"));
    pair.start();
    pair.clock.advance(5s);
    QCOMPARE(pair.first->state(), State::Finishing);
    pair.say(pair.browser.token, tokens("browser"));
    pair.clock.advance(5s);
    QCOMPARE(pair.results.size(), 1);
    QCOMPARE(pair.results.constFirst().tokens.accessToken(), QStringLiteral("browser-access"));
    QCOMPARE(pair.revoked(pair.phone),
             (QStringList{QStringLiteral("phone-refresh"), QStringLiteral("phone-access")}));
    QCOMPARE(pair.revoked(pair.browser), QStringList());
}

void tst_SignInGroup::oneEndingLeavesTheOtherAlone_data()
{
    QTest::addColumn<ScriptedAnswer>("code");
    QTest::addColumn<ScriptedAnswer>("token");
    const ScriptedAnswer pending = refusal("authorization_pending");
    QTest::newRow("out of time") << codeFor(10) << pending;
    QTest::newRow("said to be out of time") << codeFor(900) << refusal("expired_token");
    QTest::newRow("not set up for this way") << refusal("unauthorized_client") << pending;
    QTest::newRow("out of reach") << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError)
                                  << pending;
    QTest::newRow("a web page in place of an answer")
        << ScriptedAnswer{200, "<html>", {}} << pending;
}

void tst_SignInGroup::oneEndingLeavesTheOtherAlone()
{
    QFETCH(ScriptedAnswer, code);
    QFETCH(ScriptedAnswer, token);
    Pair pair;
    pair.say(pair.phone.code, code);
    pair.say(pair.phone.token, token);
    pair.start();
    pair.clock.advance(60s);
    QVERIFY(pair.first->isFinished());
    QCOMPARE(pair.group->state(), State::WaitingForUser);
    QCOMPARE(pair.results.size(), 0);
    pair.say(pair.browser.token, tokens("browser"));
    pair.clock.advance(5s);
    QCOMPARE(pair.results.size(), 1);
    QVERIFY(pair.results.constFirst().isSuccess());
}

void tst_SignInGroup::endsWithTheMostUsefulError_data()
{
    QTest::addColumn<ScriptedAnswer>("one");
    QTest::addColumn<ScriptedAnswer>("other");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("code");
    const auto offline = ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError);
    const auto untrusted = ScriptedAnswer::failure(QNetworkReply::SslHandshakeFailedError);
    const ScriptedAnswer expires = codeFor(3);
    const ScriptedAnswer rejected = refusal("unauthorized_client");
    const ScriptedAnswer page{200, "<html>", {}};
    QTest::newRow("a code that expired, before a way that is not set up")
        << expires << rejected << Kind::Expired << QStringLiteral("expired_token");
    QTest::newRow("no network, before a way that is not set up")
        << offline << rejected << Kind::Network << QStringLiteral("network");
    QTest::newRow("a code that expired, before no network")
        << expires << offline << Kind::Expired << QStringLiteral("expired_token");
    QTest::newRow("no trust, before an unusable answer")
        << untrusted << page << Kind::Tls << QStringLiteral("tls");
    QTest::newRow("of two refusals the last") << rejected << refusal("invalid_scope")
                                              << Kind::Rejected << QStringLiteral("invalid_scope");
}

void tst_SignInGroup::endsWithTheMostUsefulError()
{
    QFETCH(ScriptedAnswer, one);
    QFETCH(ScriptedAnswer, other);
    QFETCH(Error::Kind, kind);
    QFETCH(QString, code);
    // Where it does not matter who comes last, neither does who was added first.
    const bool bothWays = kind != Kind::Rejected;
    for (const bool turned : {false, true}) {
        if (turned && !bothWays)
            break;
        Pair pair;
        pair.say(pair.phone.code, turned ? other : one);
        pair.say(pair.browser.code, turned ? one : other);
        pair.start();
        pair.clock.advance(1h);
        QCOMPARE(pair.results.size(), 1);
        QCOMPARE(pair.results.constFirst().error.kind(), kind);
        QCOMPARE(pair.results.constFirst().error.code(), code);
        QCOMPARE(pair.group->state(), kind == Kind::Expired ? State::Expired : State::Failed);
        QVERIFY(pair.isQuiet());
    }
}

// Demand: RFC8628-3.5-access-denied
void tst_SignInGroup::aDenialEndsAll()
{
    Pair pair;
    pair.start();
    pair.say(pair.browser.token, refusal("access_denied"));
    pair.clock.advance(5s);
    QCOMPARE(pair.results.size(), 1);
    QCOMPARE(pair.results.constFirst().error.kind(), Kind::Denied);
    QCOMPARE(pair.group->state(), State::Denied);
    QCOMPARE(pair.first->state(), State::Cancelled);
    // The code that is still about cannot be approved behind their back.
    pair.say(pair.phone.token, tokens("phone"));
    pair.clock.advance(1h);
    QCOMPARE(pair.results.size(), 1);
    QVERIFY(pair.isQuiet());
}

void tst_SignInGroup::cancelEndsAll()
{
    Pair pair;
    pair.say(pair.phone.userInfo, ScriptedAnswer::silence());
    pair.say(pair.phone.token, tokens("phone"));
    pair.start();
    pair.clock.advance(5s);
    pair.group->cancel();
    pair.group->cancel();
    pair.clock.advance(1h);
    QCOMPARE(pair.results.size(), 1);
    QCOMPARE(pair.results.constFirst().error.kind(), Kind::Cancelled);
    QCOMPARE(pair.first->state(), State::Cancelled);
    QCOMPARE(pair.second->state(), State::Cancelled);
    QCOMPARE(pair.revoked(pair.phone).size(), 2);
    QVERIFY(pair.isQuiet());
}

void tst_SignInGroup::cancellingAllOneByOneCancels()
{
    Pair pair;
    pair.start();
    pair.second->cancel();
    QCOMPARE(pair.results.size(), 0);
    QCOMPARE(pair.group->state(), State::WaitingForUser);
    pair.first->cancel();
    QCOMPARE(pair.results.size(), 1);
    QCOMPARE(pair.group->state(), State::Cancelled);
}

void tst_SignInGroup::destroyingCancelsWithoutASignal()
{
    Pair pair;
    pair.say(pair.phone.userInfo, ScriptedAnswer::silence());
    pair.say(pair.phone.token, tokens("phone"));
    pair.start();
    pair.clock.advance(5s);
    pair.group.reset();
    QVERIFY(!pair.first);
    QVERIFY(!pair.second);
    pair.clock.advance(1h);
    QCOMPARE(pair.results.size(), 0);
    QCOMPARE(pair.revoked(pair.phone).size(), 2);
    QVERIFY(pair.isQuiet());
}

void tst_SignInGroup::tellsTheTroubleOfAny()
{
    Pair pair;
    pair.start();
    QList<Kind> troubles;
    connect(pair.group.get(), &SignIn::connectionTroubleChanged, this,
            [&](const Error &trouble) { troubles.append(trouble.kind()); });
    pair.say(pair.browser.token, ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError));
    pair.clock.advance(5s);
    QCOMPARE(troubles, QList<Kind>{Kind::Network});
    pair.say(pair.phone.token, ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError));
    pair.clock.advance(5s);
    QCOMPARE(troubles.size(), 1);
    pair.say(pair.browser.token, refusal("authorization_pending"));
    pair.clock.advance(60s);
    QCOMPARE(pair.group->connectionTrouble().kind(), Kind::Network);
    pair.say(pair.phone.token, refusal("authorization_pending"));
    pair.clock.advance(60s);
    QCOMPARE(troubles, (QList<Kind>{Kind::Network, Kind::None}));

    // One that ends takes its trouble along.
    pair.say(pair.browser.token, ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError));
    pair.clock.advance(5s);
    QCOMPARE(pair.group->connectionTrouble().kind(), Kind::Network);
    pair.second->cancel();
    QCOMPARE(pair.group->connectionTrouble().kind(), Kind::None);
}

void tst_SignInGroup::goesBackWhereTheFurthestEnds()
{
    Pair pair;
    pair.say(pair.phone.userInfo, ScriptedAnswer::silence());
    pair.say(pair.phone.token, tokens("phone"));
    pair.start();
    pair.clock.advance(5s);
    QCOMPARE(pair.group->state(), State::Finishing);
    pair.first->cancel();
    QCOMPARE(pair.group->state(), State::WaitingForUser);
    pair.say(pair.browser.token, tokens("browser"));
    pair.clock.advance(5s);
    QCOMPARE(pair.group->state(), State::Succeeded);
}

void tst_SignInGroup::addedWhileUnderWayStartsAtOnce()
{
    Pair pair;
    pair.start();
    const Server third(QStringLiteral("third"));
    pair.network.answer(third.code, codeFor(900));
    pair.network.answer(third.token, tokens("third"));
    pair.network.answer(third.userInfo, ScriptedAnswer::json(200, "{\"sub\":\"1\"}"));
    const QPointer<DeviceSignIn> added = new DeviceSignIn(third.provider());
    pair.group->add(added);
    QCOMPARE(pair.group->attempts(), (QList<SignIn *>{pair.first, pair.second, added}));
    QCOMPARE(added->state(), State::Contacting);
    // It is behind the others, who tell how far they all are.
    QCOMPARE(pair.group->state(), State::WaitingForUser);
    pair.clock.advance(5s);
    QCOMPARE(pair.results.size(), 1);
    QCOMPARE(pair.results.constFirst().tokens.accessToken(), QStringLiteral("third-access"));
}

void tst_SignInGroup::addedAfterTheEndIsDeleted()
{
    Pair pair;
    pair.start();
    pair.group->cancel();
    const QPointer<DeviceSignIn> late = new DeviceSignIn(pair.phone.provider());
    pair.group->add(late);
    QVERIFY(!late);
    QCOMPARE(pair.results.size(), 1);
}

void tst_SignInGroup::oneThatSomebodyDeletedCountsAsCancelled()
{
    Pair pair;
    pair.start();
    delete pair.first;
    QCOMPARE(pair.group->attempts(), QList<SignIn *>{pair.second});
    QCOMPARE(pair.results.size(), 0);
    delete pair.second;
    QCOMPARE(pair.results.size(), 1);
    QCOMPARE(pair.results.constFirst().error.kind(), Kind::Cancelled);
}

void tst_SignInGroup::withoutAnyItSaysSo()
{
    SignInGroup group(Server(QStringLiteral("phone")).provider());
    QList<SignInResult> results;
    connect(&group, &SignIn::finished, this,
            [&](const SignInResult &result) { results.append(result); });
    group.start();
    QCOMPARE(results.size(), 0);
    VirtualScheduler::settle();
    QCOMPARE(results.size(), 1);
    QCOMPARE(results.constFirst().error.kind(), Kind::Usage);
}

void tst_SignInGroup::pollsAllThatAreDue()
{
    Pair pair;
    pair.start();
    pair.clock.suspend(60s);
    pair.group->pollIfDue();
    QCOMPARE(pair.network.sentTo(pair.phone.token).size(), 1);
    QCOMPARE(pair.network.sentTo(pair.browser.token).size(), 1);
}

void tst_SignInGroup::cancelFromEverySignal_data()
{
    QTest::addColumn<SignIn::State>("state");
    QTest::newRow("contacting") << State::Contacting;
    QTest::newRow("the code is shown") << State::WaitingForUser;
    QTest::newRow("finishing") << State::Finishing;
}

void tst_SignInGroup::cancelFromEverySignal()
{
    QFETCH(SignIn::State, state);
    Pair pair;
    pair.say(pair.browser.token, tokens("browser"));
    pair.create();
    connect(pair.group.get(), &SignIn::stateChanged, this, [&](State newState) {
        if (newState == state)
            pair.group->cancel();
    });
    pair.group->start();
    pair.clock.advance(1h);
    QCOMPARE(pair.results.size(), 1);
    QCOMPARE(pair.group->state(), State::Cancelled);
    QCOMPARE(pair.revoked(pair.browser).size(), state == State::Finishing ? 2 : 0);
    QVERIFY(pair.isQuiet());
}

void tst_SignInGroup::deletedFromEverySignal_data()
{
    QTest::addColumn<SignIn::State>("state");
    QTest::newRow("contacting") << State::Contacting;
    QTest::newRow("the code is shown") << State::WaitingForUser;
    QTest::newRow("finishing") << State::Finishing;
    QTest::newRow("succeeded") << State::Succeeded;
}

void tst_SignInGroup::deletedFromEverySignal()
{
    QFETCH(SignIn::State, state);
    Pair pair;
    pair.say(pair.browser.token, tokens("browser"));
    pair.create();
    connect(pair.group.get(), &SignIn::stateChanged, this, [&](State newState) {
        if (newState == state)
            pair.group.reset();
    });
    pair.group->start();
    pair.clock.advance(1h);
    QVERIFY(!pair.group);
    QCOMPARE(pair.results.size(), 0);
    QVERIFY(pair.isQuiet());
}

void tst_SignInGroup::cancelWhileTheOthersAreCancelledChangesNothing()
{
    Pair pair;
    pair.say(pair.browser.token, tokens("browser"));
    pair.create();
    connect(pair.first, &SignIn::finished, this, [&] { pair.group->cancel(); });
    pair.group->start();
    pair.clock.advance(1h);
    QCOMPARE(pair.results.size(), 1);
    QVERIFY(pair.results.constFirst().isSuccess());
    QCOMPARE(pair.revoked(pair.browser), QStringList());
}

// It went on to Finishing after it had been cancelled, and finished twice.
void tst_SignInGroup::aSingleAttemptCancelledAsItsTroubleEndsFinishesOnce()
{
    VirtualScheduler clock;
    ScriptedNetwork network(&clock);
    const Server server(QStringLiteral("phone"));
    network.answer(server.code, codeFor(900));
    network.answer(server.token, ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError));
    network.answer(server.token, tokens("phone"));
    network.answer(server.revocation, ScriptedAnswer{200, "", {}});
    DeviceSignIn signIn(server.provider());
    signIn.setNetworkAccessManager(&network);
    signIn.setScheduler(&clock);
    QList<Kind> ends;
    connect(&signIn, &SignIn::finished, this,
            [&](const SignInResult &result) { ends.append(result.error.kind()); });
    connect(&signIn, &SignIn::connectionTroubleChanged, this, [&](const Error &trouble) {
        if (!trouble.isError())
            signIn.cancel();
    });
    signIn.start();
    clock.advance(1h);
    QCOMPARE(ends, QList<Kind>{Kind::Cancelled});
    QCOMPARE(signIn.state(), State::Cancelled);
    QCOMPARE(network.sentTo(server.revocation).size(), 2);
}

QTEST_GUILESS_MAIN(tst_SignInGroup)
#include "tst_signingroup.moc"

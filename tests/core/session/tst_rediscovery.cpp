// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"
#include "endpoints/metadatacache.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Endpoint = Provider::Endpoint;
using Kind = Error::Kind;
using Program = AccountsFixture::Program;

namespace {

const QUrl issuer(QStringLiteral("https://id.example.org"));
const QUrl documentUrl(QStringLiteral("https://id.example.org/.well-known/openid-configuration"));
const QUrl movedUrl(QStringLiteral("https://id.example.org/v2/token"));
const QUrl movedRevocationUrl(QStringLiteral("https://id.example.org/v2/revoke"));

enum class Given { ByTheIssuer, ByHand };

SignInResult signedIn(const AccountsFixture &fixture, Given given = Given::ByTheIssuer)
{
    SignInResult result = fixture.mara();
    result.provider.setIssuer(issuer);
    if (given == Given::ByTheIssuer) {
        const Provider found = result.provider;
        for (const Endpoint which : {Endpoint::Token, Endpoint::Revocation})
            result.provider.setEndpoint(which, QUrl());
        result.provider.takeDiscovered(found, fixture.clock.wallClock().addDays(1));
    }
    return result;
}

ScriptedAnswer document(const QString &named = issuer.toString(), const QUrl &token = movedUrl)
{
    const QJsonObject json{{QStringLiteral("issuer"), named},
                           {QStringLiteral("token_endpoint"), token.toString()},
                           {QStringLiteral("revocation_endpoint"), movedRevocationUrl.toString()}};
    return ScriptedAnswer::json(200, QJsonDocument(json).toJson());
}

ScriptedAnswer gone(int status = 404)
{
    return ScriptedAnswer::json(status, "<!DOCTYPE html><title>Not found</title>");
}

ScriptedAnswer renewal()
{
    return AccountsFixture::grant(QStringLiteral("access-2"), QStringLiteral("refresh-2"));
}

/// The provider of the one account in the list.
QJsonObject storedProvider(const AccountsFixture &fixture)
{
    return QJsonDocument::fromJson(fixture.indexContent())
        .object()
        .value(QLatin1String("accounts"))
        .toArray()
        .at(0)
        .toObject()
        .value(QLatin1String("provider"))
        .toObject();
}

QString storedToken(const AccountsFixture &fixture)
{
    return storedProvider(fixture)
        .value(QLatin1String("endpoints"))
        .toObject()
        .value(QLatin1String("token"))
        .toString();
}

/// One account whose endpoints the issuer has named, and a fresh process.
class Moving : public OneAccount
{
public:
    explicit Moving(Given given = Given::ByTheIssuer, Program program = Program::IsShort)
        : OneAccount(signedIn(AccountsFixture(), given), program)
    {
        MetadataCache::instance()->clear();
    }
};

} // namespace

/// Endpoints that move: an account asks its issuer where they are now.
class TestRediscovery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void aTokenEndpointThatMovedIsFound_data();
    void aTokenEndpointThatMovedIsFound();
    void otherProgramsFindItToo();
    void anEndpointGivenByHandStays();
    void whoIsNoLongerThereIsWaitedFor_data();
    void whoIsNoLongerThereIsWaitedFor();
    void theIssuerIsAskedOnceAMinute();
    void otherFailuresAskNobody_data();
    void otherFailuresAskNobody();
    void aSignOutFindsWhereToRevoke();
    void aSignOutThatFindsNothingSaysSo();
    void whatIsNoLongerGoodIsAskedForOnTheSide();
    void whoSignsInMeanwhileKeepsTheirProvider();
    void aShortProgramAsksNothingOnTheSide();
};

void TestRediscovery::aTokenEndpointThatMovedIsFound_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("not found") << 404;
    QTest::newRow("gone") << 410;
}

// Demand: OIDCD-4-cache
void TestRediscovery::aTokenEndpointThatMovedIsFound()
{
    QFETCH(int, status);
    Moving moving;
    moving.network.answer(moving.tokenUrl, gone(status));
    moving.network.answer(documentUrl, document());
    moving.network.answer(movedUrl, renewal());
    QCOMPARE(moving.refresh(*moving.session).accessToken, QStringLiteral("access-2"));
    QCOMPARE(moving.session->state(), Session::State::Active);
    QCOMPARE(moving.network.sentTo(documentUrl).size(), 1);
    const SentRequest sent = moving.network.sentTo(movedUrl).constFirst();
    QCOMPARE(sent.form.value(QStringLiteral("refresh_token")), QStringLiteral("secret-refresh"));
    // As the document says, and with the secret of before.
    QCOMPARE(sent.request.rawHeader("Authorization"),
             QByteArray("Basic ") + QByteArray("client-1:secret-client").toBase64());
    // It is known from now on.
    QCOMPARE(moving.session->provider().endpoint(Endpoint::Token), movedUrl);
    moving.clock.advance(1s);
    QCOMPARE(storedToken(moving), movedUrl.toString());
    QVERIFY(!moving.indexContent().contains("secret"));
    QCOMPARE(moving.refresh(*moving.session).accessToken, QStringLiteral("access-2"));
    QCOMPARE(moving.network.sentTo(documentUrl).size(), 1);
    QCOMPARE(moving.network.sentTo(moving.tokenUrl).size(), 1);
}

void TestRediscovery::otherProgramsFindItToo()
{
    Moving moving;
    moving.network.answer(moving.tokenUrl, gone());
    moving.network.answer(documentUrl, document());
    moving.network.answer(movedUrl, renewal());
    QVERIFY(!moving.refresh(*moving.session).error.isError());
    moving.clock.advance(1s);
    const auto other = moving.process(Program::IsShort);
    other->restore();
    Session *const session = other->sessions().constFirst();
    QCOMPARE(session->provider().endpoint(Endpoint::Token), movedUrl);
    QCOMPARE(session->provider().discoveredUntil().toSecsSinceEpoch(),
             moving.session->provider().discoveredUntil().toSecsSinceEpoch());
    QVERIFY(!moving.refresh(*session).error.isError());
    QCOMPARE(moving.network.sentTo(moving.tokenUrl).size(), 1);
}

void TestRediscovery::anEndpointGivenByHandStays()
{
    Moving moving(Given::ByHand);
    moving.network.answer(moving.tokenUrl, gone());
    const Error error = moving.refresh(*moving.session).error;
    QCOMPARE(error.httpStatus(), 404);
    QVERIFY(moving.network.sentTo(documentUrl).isEmpty());
    QCOMPARE(moving.session->state(), Session::State::Offline);
}

void TestRediscovery::whoIsNoLongerThereIsWaitedFor_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::newRow("the issuer is away") << ScriptedAnswer::json(503, "");
    QTest::newRow("the issuer cannot be reached")
        << ScriptedAnswer::failure(QNetworkReply::HostNotFoundError);
    QTest::newRow("the issuer has another name")
        << document(QStringLiteral("https://evil.example"));
    QTest::newRow("the issuer spells itself in another way")
        << document(QStringLiteral("https://id.example.org/"));
    QTest::newRow("an endpoint is not secure")
        << document(issuer.toString(), QUrl(QStringLiteral("http://id.example.org/token")));
    QTest::newRow("nothing is new")
        << document(issuer.toString(), QUrl(QStringLiteral("https://id.example.org/token")));
}

void TestRediscovery::whoIsNoLongerThereIsWaitedFor()
{
    QFETCH(ScriptedAnswer, answer);
    Moving moving;
    moving.network.answer(moving.tokenUrl, gone());
    moving.network.answer(documentUrl, answer);
    const Error error = moving.refresh(*moving.session).error;
    QCOMPARE(error.httpStatus(), 404);
    QCOMPARE(error.endpoint(), moving.tokenUrl);
    // A refusal would end it; this does not.
    QCOMPARE(moving.session->state(), Session::State::Offline);
    QCOMPARE(moving.session->provider().endpoint(Endpoint::Token), moving.tokenUrl);
    QCOMPARE(moving.network.sentTo(documentUrl).size(), 1);
    QCOMPARE(moving.refreshes().size(), 1);
}

void TestRediscovery::theIssuerIsAskedOnceAMinute()
{
    Moving moving;
    moving.network.answer(moving.tokenUrl, gone());
    moving.network.answer(documentUrl, ScriptedAnswer::json(503, ""));
    moving.network.answer(documentUrl, document());
    moving.network.answer(movedUrl, renewal());
    for (int i = 0; i < 3; ++i)
        QVERIFY(moving.refresh(*moving.session).error.isError());
    QCOMPARE(moving.refreshes().size(), 3);
    QCOMPARE(moving.network.sentTo(documentUrl).size(), 1);
    moving.clock.advance(1min);
    QVERIFY(!moving.refresh(*moving.session).error.isError());
    QCOMPARE(moving.network.sentTo(documentUrl).size(), 2);
}

void TestRediscovery::otherFailuresAskNobody_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::newRow("in trouble") << ScriptedAnswer::json(503, "");
    QTest::newRow("refused") << ScriptedAnswer::json(400, "{\"error\":\"invalid_request\"}");
    QTest::newRow("a web page") << ScriptedAnswer::json(200, "<!DOCTYPE html>");
    QTest::newRow("not reached") << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError);
}

void TestRediscovery::otherFailuresAskNobody()
{
    QFETCH(ScriptedAnswer, answer);
    Moving moving;
    moving.network.answer(moving.tokenUrl, answer);
    QVERIFY(moving.refresh(*moving.session).error.isError());
    QVERIFY(moving.network.sentTo(documentUrl).isEmpty());
}

// Demand: OIDCD-4-cache
void TestRediscovery::aSignOutFindsWhereToRevoke()
{
    Moving moving;
    moving.network.answer(moving.revocationUrl, gone());
    moving.network.answer(documentUrl, document());
    moving.network.answer(movedRevocationUrl, ScriptedAnswer::json(200, ""));
    const auto result = moving.signOut(*moving.session);
    QVERIFY(result);
    QVERIFY2(result->revoked, qPrintable(result->revocationError.detail()));
    QVERIFY(result->forgotten);
    QCOMPARE(moving.network.sentTo(movedRevocationUrl).size(), 2);
}

void TestRediscovery::aSignOutThatFindsNothingSaysSo()
{
    Moving moving;
    moving.network.answer(moving.revocationUrl, gone());
    moving.network.answer(movedRevocationUrl, gone());
    moving.network.answer(documentUrl, document());
    const auto result = moving.signOut(*moving.session);
    QVERIFY(result);
    QVERIFY(!result->revoked);
    QCOMPARE(result->revocationError.httpStatus(), 404);
    QVERIFY(result->forgotten);
    QCOMPARE(moving.network.sentTo(documentUrl).size(), 1);
}

void TestRediscovery::whatIsNoLongerGoodIsAskedForOnTheSide()
{
    Moving moving(Given::ByTheIssuer, Program::RunsOn);
    moving.load(*moving.session);
    moving.network.answer(moving.tokenUrl, renewal());
    moving.network.answer(documentUrl, document());
    moving.network.answer(movedUrl, renewal());
    QVERIFY(!moving.refresh(*moving.session).error.isError());
    QVERIFY(moving.network.sentTo(documentUrl).isEmpty());
    moving.clock.advance(27h);
    QCOMPARE(moving.network.sentTo(documentUrl).size(), 1);
    QCOMPARE(moving.session->state(), Session::State::Active);
    QCOMPARE(moving.session->provider().endpoint(Endpoint::Token), movedUrl);
    QCOMPARE(storedToken(moving), movedUrl.toString());
    // From now on there.
    QVERIFY(!moving.network.sentTo(movedUrl).isEmpty());
}

/// The issuer is asked on the side, and before it answers somebody signs in by another client.
void TestRediscovery::whoSignsInMeanwhileKeepsTheirProvider()
{
    Moving moving(Given::ByTheIssuer, Program::RunsOn);
    moving.load(*moving.session);
    moving.network.answer(moving.tokenUrl, renewal());
    ScriptedAnswer slow = document();
    slow.delay = 20s;
    moving.network.answer(documentUrl, slow);
    moving.network.answer(movedUrl, renewal());
    for (int i = 0; i < 27 * 360 && moving.network.sentTo(documentUrl).isEmpty(); ++i)
        moving.clock.advance(10s);
    QCOMPARE(moving.network.sentTo(documentUrl).size(), 1);
    SignInResult again = signedIn(moving);
    again.provider.setClientId(QStringLiteral("client-2"));
    QVERIFY(!moving.add(*moving.accounts, again).error.isError());
    QCOMPARE(moving.session->provider().clientId(), QStringLiteral("client-2"));
    QCOMPARE(moving.network.underWay(), 1);
    moving.clock.advance(25s);
    QCOMPARE(moving.network.underWay(), 0);
    QCOMPARE(moving.session->provider().clientId(), QStringLiteral("client-2"));
    QCOMPARE(moving.session->provider().endpoint(Endpoint::Token), moving.tokenUrl);
    QCOMPARE(storedProvider(moving).value(QLatin1String("client_id")).toString(),
             QStringLiteral("client-2"));
}

void TestRediscovery::aShortProgramAsksNothingOnTheSide()
{
    Moving moving;
    moving.network.answer(moving.tokenUrl, renewal());
    moving.clock.advance(48h);
    QVERIFY(!moving.refresh(*moving.session).error.isError());
    moving.clock.advance(1s);
    QVERIFY(moving.network.sentTo(documentUrl).isEmpty());
}

QTEST_GUILESS_MAIN(TestRediscovery)

#include "tst_rediscovery.moc"

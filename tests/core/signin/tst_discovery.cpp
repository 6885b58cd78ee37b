// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "deviceattempt.h"
#include "endpoints/metadatacache.h"

#include <latchkey/discovery.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Endpoint = Provider::Endpoint;
using Kind = Error::Kind;

namespace {

const QString issuer = QStringLiteral("https://id.example.org/");
const QUrl documentUrl(QStringLiteral("https://id.example.org/.well-known/openid-configuration"));

QJsonArray list(const char *words)
{
    return QJsonArray::fromStringList(QString::fromLatin1(words).split(u' '));
}

QJsonObject fullDocument()
{
    return {
        {QStringLiteral("issuer"), issuer},
        {QStringLiteral("token_endpoint"), QString(issuer + QStringLiteral("token"))},
        {QStringLiteral("device_authorization_endpoint"),
         QString(issuer + QStringLiteral("device/code"))},
        {QStringLiteral("jwks_uri"), QString(issuer + QStringLiteral("jwks"))},
        {QStringLiteral("scopes_supported"), list("openid email admin")},
        {QStringLiteral("id_token_signing_alg_values_supported"), list("HS256 RS256 EdDSA ES256")},
        {QStringLiteral("code_challenge_methods_supported"), list("S256")},
    };
}

/// Somebody who asks issuers.
class Asker
{
public:
    Asker() { MetadataCache::instance()->clear(); }

    void answer(const QJsonObject &document)
    {
        network.forget(documentUrl);
        network.answer(documentUrl, ScriptedAnswer::json(200, QJsonDocument(document).toJson()));
    }

    template <typename What> void ask(const What &what)
    {
        discovery = std::make_unique<Discovery>(what);
        discovery->setNetworkAccessManager(&network);
        discovery->setScheduler(&clock);
        calls = 0;
        QObject::connect(discovery.get(), &Discovery::finished, discovery.get(),
                         [this](const Provider &found, const Error &why) {
                             ++calls;
                             provider = found;
                             error = why;
                         });
        discovery->start();
        discovery->start();
        if (calls != 0)
            qWarning("told too early");
        VirtualScheduler::settle();
    }

    VirtualScheduler clock;
    ScriptedNetwork network{&clock};
    std::unique_ptr<Discovery> discovery;
    int calls = 0;
    Provider provider;
    Error error;
};

} // namespace

/// What an issuer says, as programs see it.
class TestDiscovery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void tellsWhatWasFound();
    void signaturesNeedKeysAndAnAlgorithm_data();
    void signaturesNeedKeysAndAnAlgorithm();
    void whatWasFoundIsKept();
    void fillsInWhatAProviderLeavesOpen();
    void theIssuersOwnSpellingCounts();
    void waysThatNobodySetAreTheIssuers_data();
    void waysThatNobodySetAreTheIssuers();
    void tellsWhatIsWrong();
    void hostileScopesAreBounded();
    void anAttemptThatFindsNothingForgets();
};

void TestDiscovery::tellsWhatWasFound()
{
    Asker asker;
    asker.answer(fullDocument());
    asker.ask(QUrl(QStringLiteral("https://id.example.org")));
    QCOMPARE(asker.calls, 1);
    QVERIFY2(!asker.error.isError(), qPrintable(asker.error.detail()));
    // The issuer's own spelling counts from now on.
    QCOMPARE(asker.provider.issuer(), QUrl(issuer));
    QCOMPARE(asker.provider.endpoint(Endpoint::Token), QUrl(issuer + QStringLiteral("token")));
    QCOMPARE(asker.provider.flows(), QList<Provider::Flow>{Provider::Flow::Device});
    QCOMPARE(asker.provider.scopeNames(),
             QStringList({QStringLiteral("openid"), QStringLiteral("email")}));
    QCOMPARE(asker.provider.discoveredEndpoints().size(), 3);
    QCOMPARE(asker.provider.discoveredUntil(), asker.clock.wallClock().addDays(1));
    const Discovery &discovery = *asker.discovery;
    QCOMPARE(discovery.documentUrl(), documentUrl);
    QCOMPARE(discovery.document(), fullDocument());
    QCOMPARE(discovery.goodUntil(), asker.clock.wallClock().addDays(1));
    QCOMPARE(
        discovery.scopesSupported(),
        QStringList({QStringLiteral("openid"), QStringLiteral("email"), QStringLiteral("admin")}));
    QCOMPARE(discovery.idTokenAlgorithms(),
             QStringList({QStringLiteral("RS256"), QStringLiteral("ES256")}));
    QVERIFY(discovery.signsIdTokens());
    QVERIFY(discovery.listsPkce());
}

void TestDiscovery::signaturesNeedKeysAndAnAlgorithm_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QJsonValue>("value");
    const QString algorithms = QStringLiteral("id_token_signing_alg_values_supported");
    QTest::newRow("no keys") << QStringLiteral("jwks_uri") << QJsonValue(QJsonValue::Undefined);
    QTest::newRow("shared secrets alone") << algorithms << QJsonValue(list("HS256 none"));
    QTest::newRow("no algorithms") << algorithms << QJsonValue(QJsonValue::Undefined);
    QTest::newRow("another type") << algorithms << QJsonValue(QStringLiteral("RS256"));
}

void TestDiscovery::signaturesNeedKeysAndAnAlgorithm()
{
    QFETCH(QString, name);
    QFETCH(QJsonValue, value);
    QJsonObject document = fullDocument();
    if (value.isUndefined())
        document.remove(name);
    else
        document.insert(name, value);
    Asker asker;
    asker.answer(document);
    asker.ask(QUrl(issuer));
    QVERIFY(!asker.error.isError());
    QVERIFY(!asker.discovery->signsIdTokens());
}

void TestDiscovery::whatWasFoundIsKept()
{
    Asker asker;
    asker.answer(fullDocument());
    for (int i = 0; i < 3; ++i) {
        asker.ask(QUrl(issuer));
        QCOMPARE(asker.calls, 1);
        QVERIFY(!asker.error.isError());
    }
    QCOMPARE(asker.network.sent().size(), 1);
    asker.clock.advance(24h);
    asker.ask(QUrl(issuer));
    QCOMPARE(asker.network.sent().size(), 2);
}

void TestDiscovery::fillsInWhatAProviderLeavesOpen()
{
    Provider mine;
    mine.setId(QStringLiteral("mine"));
    mine.setName(QStringLiteral("Mine"));
    mine.setIssuer(QUrl(issuer));
    mine.setClientId(QStringLiteral("client-1"));
    mine.setScopeNames({QStringLiteral("api")});
    const QUrl byHand(QStringLiteral("https://proxy.example.org/token"));
    mine.setEndpoint(Endpoint::Token, byHand);
    Asker asker;
    asker.answer(fullDocument());
    asker.ask(mine);
    QVERIFY(!asker.error.isError());
    QCOMPARE(asker.provider.id(), QStringLiteral("mine"));
    QCOMPARE(asker.provider.name(), QStringLiteral("Mine"));
    QCOMPARE(asker.provider.clientId(), QStringLiteral("client-1"));
    QCOMPARE(asker.provider.scopeNames(), QStringList{QStringLiteral("api")});
    QCOMPARE(asker.provider.endpoint(Endpoint::Token), byHand);
    QCOMPARE(asker.provider.endpoint(Endpoint::DeviceAuthorization),
             QUrl(issuer + QStringLiteral("device/code")));
    QVERIFY(!asker.provider.discoveredEndpoints().contains(Endpoint::Token));
    QVERIFY(!asker.provider.check(Provider::Flow::Device).isError());
}

/// ID tokens have it, and are held against it letter by letter.
void TestDiscovery::theIssuersOwnSpellingCounts()
{
    Provider typed;
    typed.setIssuer(QUrl(QStringLiteral("https://id.example.org")));
    Asker asker;
    asker.answer(fullDocument());
    asker.ask(typed);
    QVERIFY(!asker.error.isError());
    QCOMPARE(asker.provider.issuer(), QUrl(issuer));
}

void TestDiscovery::waysThatNobodySetAreTheIssuers_data()
{
    using Flow = Provider::Flow;
    QTest::addColumn<Provider>("mine");
    QTest::addColumn<QList<Provider::Flow>>("flows");
    Provider open;
    open.setId(QStringLiteral("mine"));
    open.setIssuer(QUrl(issuer));
    const Provider read = Provider::fromJson(open.toJson(), nullptr).value_or(Provider());
    Provider withDevice = open;
    withDevice.setEndpoint(Endpoint::DeviceAuthorization, QUrl(issuer + QStringLiteral("device")));
    Provider set = open;
    set.setFlows({Flow::Paste});
    QTest::newRow("none set") << open << QList<Flow>{Flow::Browser};
    QTest::newRow("none set, in a file") << read << QList<Flow>{Flow::Browser};
    QTest::newRow("none set, an endpoint by hand")
        << withDevice << QList<Flow>{Flow::Device, Flow::Browser};
    QTest::newRow("set") << set << QList<Flow>{Flow::Paste};
}

void TestDiscovery::waysThatNobodySetAreTheIssuers()
{
    QFETCH(Provider, mine);
    QFETCH(QList<Provider::Flow>, flows);
    QJsonObject document = fullDocument();
    document.remove(QStringLiteral("device_authorization_endpoint"));
    document.insert(QStringLiteral("authorization_endpoint"),
                    QString(issuer + QStringLiteral("authorize")));
    Asker asker;
    asker.answer(document);
    asker.ask(mine);
    QVERIFY(!asker.error.isError());
    QCOMPARE(asker.provider.flows(), flows);
}

void TestDiscovery::tellsWhatIsWrong()
{
    QJsonObject document = fullDocument();
    document.insert(QStringLiteral("issuer"), QStringLiteral("https://evil.example"));
    Asker asker;
    asker.answer(document);
    asker.ask(QUrl(issuer));
    QCOMPARE(asker.calls, 1);
    QCOMPARE(asker.error.kind(), Kind::Protocol);
    QVERIFY(asker.discovery->document().isEmpty());
    QVERIFY(!asker.discovery->signsIdTokens());
    // A mistake is not kept.
    asker.answer(fullDocument());
    asker.ask(QUrl(issuer));
    QVERIFY(!asker.error.isError());
}

void TestDiscovery::hostileScopesAreBounded()
{
    QJsonObject document = fullDocument();
    QJsonArray scopes{5, QString(1000, u's'), QStringLiteral("a\u202eb")};
    for (int i = 0; i < 10000; ++i)
        scopes.append(QString::number(i));
    document.insert(QStringLiteral("scopes_supported"), scopes);
    Asker asker;
    asker.answer(document);
    asker.ask(QUrl(issuer));
    QVERIFY(!asker.error.isError());
    const QStringList shown = asker.discovery->scopesSupported();
    QCOMPARE(shown.size(), 200);
    QCOMPARE(shown.constFirst().size(), 200);
    QCOMPARE(shown.at(1), QStringLiteral("ab"));
}

void TestDiscovery::anAttemptThatFindsNothingForgets()
{
    DeviceAttempt attempt;
    MetadataCache::instance()->clear();
    QJsonObject document = fullDocument();
    attempt.network.answer(documentUrl,
                           ScriptedAnswer::json(200, QJsonDocument(document).toJson()));
    document.insert(QStringLiteral("device_authorization_endpoint"),
                    QString(issuer + QStringLiteral("moved")));
    attempt.network.answer(documentUrl,
                           ScriptedAnswer::json(200, QJsonDocument(document).toJson()));
    attempt.network.answer(attempt.codeUrl, ScriptedAnswer::json(404, "<html>"));

    const auto discover = [&] {
        Discovery discovery{QUrl(issuer)};
        discovery.setNetworkAccessManager(&attempt.network);
        discovery.setScheduler(&attempt.clock);
        Provider found;
        connect(&discovery, &Discovery::finished, &discovery,
                [&](const Provider &provider, const Error &) { found = provider; });
        discovery.start();
        VirtualScheduler::settle();
        return found;
    };
    attempt.provider = discover();
    attempt.provider.setClientId(QStringLiteral("client-1"));
    QCOMPARE(attempt.provider.endpoint(Endpoint::DeviceAuthorization), attempt.codeUrl);
    attempt.create();
    attempt.signIn->start();
    attempt.clock.advance(1s);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.results.constFirst().error.httpStatus(), 404);
    QCOMPARE(discover().endpoint(Endpoint::DeviceAuthorization),
             QUrl(issuer + QStringLiteral("moved")));
}

QTEST_GUILESS_MAIN(TestDiscovery)

#include "tst_discovery.moc"

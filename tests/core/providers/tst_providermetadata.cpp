// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using Endpoint = Provider::Endpoint;
using Way = Provider::ClientAuthentication;

namespace {

const QDateTime until = QDateTime::fromSecsSinceEpoch(1'800'000'000, Qt::UTC);

QUrl url(const char *path)
{
    return QUrl(QStringLiteral("https://id.example.org/") + QLatin1String(path));
}

Provider found(const char *token, const char *keys = "keys")
{
    Provider provider;
    provider.setEndpoint(Endpoint::Token, url(token));
    provider.setEndpoint(Endpoint::Jwks, url(keys));
    provider.setEndpoint(Endpoint::Authorization, url("authorize"));
    provider.setScopeNames({QStringLiteral("openid")});
    provider.setSendsIssuer(true);
    provider.setClientAuthentication(Way::Basic);
    return provider;
}

Provider known()
{
    Provider provider;
    provider.setId(QStringLiteral("mine"));
    provider.setIssuer(QUrl(QStringLiteral("https://id.example.org")));
    return provider;
}

} // namespace

/// What a provider has from its issuer, and what by hand.
class TestProviderMetadata : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void whatIsOpenIsFilledIn();
    void whatIsGivenByHandStays();
    void whatWasDiscoveredMayMove();
    void whatIsMissingIsKept();
    void scopesOfItsOwnStay();
    void aFileKeepsAllOfIt();
    void filesMaySayWhatMetadataWould_data();
    void filesMaySayWhatMetadataWould();
};

void TestProviderMetadata::whatIsOpenIsFilledIn()
{
    Provider provider = known();
    QVERIFY(!provider.discoveredUntil().isValid());
    QVERIFY(provider.takeDiscovered(found("token"), until));
    QCOMPARE(provider.endpoint(Endpoint::Token), url("token"));
    QCOMPARE(provider.discoveredEndpoints(),
             QList<Endpoint>({Endpoint::Authorization, Endpoint::Token, Endpoint::Jwks}));
    QCOMPARE(provider.discoveredUntil(), until);
    QVERIFY(provider.sendsIssuer());
    QCOMPARE(provider.clientAuthentication(), Way::Basic);
    QCOMPARE(provider.scopeNames(), QStringList{QStringLiteral("openid")});
    QCOMPARE(provider.id(), QStringLiteral("mine"));
    // The same once more is no news.
    QVERIFY(!provider.takeDiscovered(found("token"), until.addSecs(60)));
    QCOMPARE(provider.discoveredUntil(), until.addSecs(60));
    QCOMPARE(provider.discoveredEndpoints().size(), 3);
}

void TestProviderMetadata::whatIsGivenByHandStays()
{
    Provider provider = known();
    provider.setEndpoint(Endpoint::Token, url("by-hand"));
    QVERIFY(provider.takeDiscovered(found("token"), until));
    QCOMPARE(provider.endpoint(Endpoint::Token), url("by-hand"));
    QCOMPARE(provider.discoveredEndpoints(),
             QList<Endpoint>({Endpoint::Authorization, Endpoint::Jwks}));
    // What goes with an endpoint goes with it.
    QCOMPARE(provider.clientAuthentication(), Way::Post);
    QVERIFY(provider.sendsIssuer());
    // Also where it is given later.
    provider.setEndpoint(Endpoint::Jwks, url("keys-by-hand"));
    QVERIFY(!provider.takeDiscovered(found("token", "other-keys"), until));
    QCOMPARE(provider.endpoint(Endpoint::Jwks), url("keys-by-hand"));
    QCOMPARE(provider.discoveredEndpoints(), QList<Endpoint>{Endpoint::Authorization});
}

void TestProviderMetadata::whatWasDiscoveredMayMove()
{
    Provider provider = known();
    QVERIFY(provider.takeDiscovered(found("token"), until));
    QVERIFY(provider.takeDiscovered(found("moved"), until));
    QCOMPARE(provider.endpoint(Endpoint::Token), url("moved"));
    QCOMPARE(provider.endpoint(Endpoint::Jwks), url("keys"));
}

void TestProviderMetadata::whatIsMissingIsKept()
{
    Provider provider = known();
    QVERIFY(provider.takeDiscovered(found("token"), until));
    QVERIFY(!provider.takeDiscovered(Provider(), until));
    QCOMPARE(provider.endpoint(Endpoint::Token), url("token"));
    QVERIFY(provider.discoveredEndpoints().contains(Endpoint::Token));
}

void TestProviderMetadata::scopesOfItsOwnStay()
{
    Provider provider = known();
    provider.setScopeNames({QStringLiteral("api")});
    provider.takeDiscovered(found("token"), until);
    QCOMPARE(provider.scopeNames(), QStringList{QStringLiteral("api")});
}

void TestProviderMetadata::aFileKeepsAllOfIt()
{
    Provider provider = known();
    provider.setEndpoint(Endpoint::Token, url("by-hand"));
    provider.takeDiscovered(found("token"), until);
    QString problem;
    const auto read = Provider::fromJson(provider.toJson(), &problem);
    QVERIFY2(read, qPrintable(problem));
    QCOMPARE(read->toJson(), provider.toJson());
    QCOMPARE(read->discoveredEndpoints(),
             QList<Endpoint>({Endpoint::Authorization, Endpoint::Jwks}));
    QCOMPARE(read->discoveredUntil(), until);
    QVERIFY(read->sendsIssuer());
    provider.setClientAuthentication(Way::Basic);
    QCOMPARE(Provider::fromJson(provider.toJson(), nullptr)->clientAuthentication(), Way::Basic);
    // Who has none of it writes none of it.
    const QJsonObject bare = known().toJson();
    for (const char *name : {"discovered", "sends_issuer", "client_authentication"})
        QVERIFY2(!bare.contains(QLatin1String(name)), name);
}

void TestProviderMetadata::filesMaySayWhatMetadataWould_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<bool>("isGood");
    const auto row = [](const char *name, const char *field, const QJsonValue &value, bool isGood) {
        QTest::newRow(name) << QString::fromLatin1(field) << value << isGood;
    };
    row("a secret in the header", "client_authentication", QStringLiteral("basic"), true);
    row("a secret in the form", "client_authentication", QStringLiteral("post"), true);
    row("a secret elsewhere", "client_authentication", QStringLiteral("jwt"), false);
    row("a secret nowhere", "client_authentication", QString(), false);
    row("a way of another type", "client_authentication", 5, false);
    row("the issuer is sent", "sends_issuer", true, true);
    row("the issuer is sent, as a text", "sends_issuer", QStringLiteral("true"), false);
    row("discovered, as a list", "discovered", QJsonArray(), false);
    row("discovered, with something else", "discovered", QJsonObject{{QStringLiteral("more"), 1}},
        false);
    row("discovered, of nothing that is there", "discovered",
        QJsonObject{{QStringLiteral("endpoints"), QJsonArray{QStringLiteral("token"), 5}}}, true);
}

void TestProviderMetadata::filesMaySayWhatMetadataWould()
{
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    QFETCH(bool, isGood);
    QJsonObject json = known().toJson();
    json.insert(field, value);
    QString problem;
    const auto provider = Provider::fromJson(json, &problem);
    QCOMPARE(bool(provider), isGood);
    QCOMPARE(problem.isEmpty(), isGood);
    if (provider)
        QVERIFY(provider->discoveredEndpoints().isEmpty());
}

QTEST_GUILESS_MAIN(TestProviderMetadata)

#include "tst_providermetadata.moc"

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include <QtCore/QDebug>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using Endpoint = Provider::Endpoint;
using Flow = Provider::Flow;
using Kind = Error::Kind;

namespace {

Provider complete()
{
    Provider provider;
    provider.setId(QStringLiteral("example"));
    provider.setClientId(QStringLiteral("client"));
    provider.setEndpoint(Endpoint::DeviceAuthorization,
                         QUrl(QStringLiteral("https://login.example.com/device")));
    provider.setEndpoint(Endpoint::Authorization,
                         QUrl(QStringLiteral("https://login.example.com/authorize")));
    provider.setEndpoint(Endpoint::Token, QUrl(QStringLiteral("https://login.example.com/token")));
    return provider;
}

} // namespace

class TestProvider : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void isAValue();
    void theIdCanAlwaysBeReadAgain_data();
    void theIdCanAlwaysBeReadAgain();
    void theIdStandsInForTheName();
    void wordsOfScopesAreRemembered();
    void aFlowIsCheckedBeforeAnythingIsSent_data();
    void aFlowIsCheckedBeforeAnythingIsSent();
    void insecureEndpointsAreNamed_data();
    void insecureEndpointsAreNamed();
    void theSecretIsNotLogged();
};

void TestProvider::theIdCanAlwaysBeReadAgain_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("begin");
    QTest::newRow("a word") << QStringLiteral("example") << QStringLiteral("example");
    QTest::newRow("64 letters") << QString(64, u'a') << QString(64, u'a');
    QTest::newRow("two words") << QStringLiteral("my server") << QStringLiteral("my_server-");
    QTest::newRow("a long host") << QString(200, u'a') << QString(55, u'a') + u'-';
    QTest::newRow("IPv6") << QStringLiteral("::1") << QStringLiteral("__1-");
    QTest::newRow("letters beyond ASCII")
        << QStringLiteral(u"b\u00fccher.example") << QStringLiteral("b_cher.example-");
    QTest::newRow("a path out of a folder") << QStringLiteral("../x") << QStringLiteral(".._x-");
}

// One account with an id that could not be read again made the list of all unreadable.
void TestProvider::theIdCanAlwaysBeReadAgain()
{
    QFETCH(QString, text);
    QFETCH(QString, begin);
    Provider provider;
    provider.setId(text);
    QVERIFY2(provider.id().startsWith(begin), qPrintable(provider.id()));
    QString problem;
    const auto again = Provider::fromJson(provider.toJson(), &problem);
    QVERIFY2(again, qPrintable(problem));
    QCOMPARE(again->id(), provider.id());
    Provider other;
    other.setId(text + u'\'');
    QVERIFY(other.id() != provider.id());
}

void TestProvider::isAValue()
{
    const Provider first = complete();
    Provider second = first;
    second.setClientId(QStringLiteral("other"));
    second.setEndpoint(Endpoint::Token, QUrl());
    QCOMPARE(first.clientId(), QStringLiteral("client"));
    QVERIFY(!first.endpoint(Endpoint::Token).isEmpty());
    QCOMPARE(Provider().flows(), QList<Flow>{Flow::Device});
    QVERIFY(Provider().id().isEmpty());
}

void TestProvider::theIdStandsInForTheName()
{
    Provider provider = complete();
    QCOMPARE(provider.name(), QStringLiteral("example"));
    provider.setName(QStringLiteral("Example"));
    QCOMPARE(provider.name(), QStringLiteral("Example"));
}

void TestProvider::wordsOfScopesAreRemembered()
{
    Provider provider;
    provider.setScopes({{QStringLiteral("openid"), QStringLiteral("See who you are")},
                        {QStringLiteral("raw"), QString()}});
    QCOMPARE(provider.scopeText(QStringLiteral("openid")), QStringLiteral("See who you are"));
    QCOMPARE(provider.scopeText(QStringLiteral("raw")), QStringLiteral("raw"));
    QCOMPARE(provider.scopeText(QStringLiteral("unheard:of")), QStringLiteral("unheard:of"));

    provider.setScopeNames({QStringLiteral("raw"), QStringLiteral("new")});
    QCOMPARE(provider.scopeNames(), QStringList({QStringLiteral("raw"), QStringLiteral("new")}));
    QVERIFY(provider.scopes().constFirst().text.isEmpty());
    provider.setScopeNames({QStringLiteral("openid")});
    QCOMPARE(provider.scopes().constFirst().text, QStringLiteral("See who you are"));
}

void TestProvider::aFlowIsCheckedBeforeAnythingIsSent_data()
{
    QTest::addColumn<Provider>("provider");
    QTest::addColumn<Flow>("flow");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const Provider &provider, Flow flow, Kind kind,
                        const char *words) {
        QTest::newRow(name) << provider << flow << kind << QString::fromLatin1(words);
    };
    const auto without = [](Endpoint endpoint) {
        Provider provider = complete();
        provider.setEndpoint(endpoint, QUrl());
        return provider;
    };
    Provider nameless = complete();
    nameless.setClientId(QString());

    for (const Flow flow : {Flow::Device, Flow::Browser, Flow::Paste})
        QTest::addRow("complete, flow %d", int(flow))
            << complete() << flow << Kind::None << QString();
    row("no client id", nameless, Flow::Device, Kind::Usage, "client id");
    row("no device endpoint", without(Endpoint::DeviceAuthorization), Flow::Device, Kind::Usage,
        "DeviceAuthorization");
    row("no device endpoint, which a browser does without", without(Endpoint::DeviceAuthorization),
        Flow::Browser, Kind::None, "");
    row("no authorization endpoint", without(Endpoint::Authorization), Flow::Browser, Kind::Usage,
        "Authorization");
    row("no token endpoint", without(Endpoint::Token), Flow::Device, Kind::Usage, "Token");
    row("nothing at all", Provider(), Flow::Device, Kind::Usage, "");
}

void TestProvider::aFlowIsCheckedBeforeAnythingIsSent()
{
    QFETCH(Provider, provider);
    QFETCH(Flow, flow);
    QFETCH(Kind, kind);
    QFETCH(QString, words);
    const Error error = provider.check(flow);
    QCOMPARE(error.kind(), kind);
    QVERIFY2(error.detail().contains(words), qPrintable(error.detail()));
}

void TestProvider::insecureEndpointsAreNamed_data()
{
    QTest::addColumn<Endpoint>("endpoint");
    QTest::newRow("device") << Endpoint::DeviceAuthorization;
    QTest::newRow("token") << Endpoint::Token;
}

void TestProvider::insecureEndpointsAreNamed()
{
    QFETCH(Endpoint, endpoint);
    Provider provider = complete();
    const QUrl url(QStringLiteral("http://login.example.com/here"));
    provider.setEndpoint(endpoint, url);
    const Error error = provider.check(Flow::Device);
    QCOMPARE(error.kind(), Kind::InsecureEndpoint);
    QCOMPARE(error.endpoint(), url);
    provider.setEndpoint(endpoint, QUrl(QStringLiteral("http://127.0.0.1:8765/here")));
    QVERIFY(!provider.check(Flow::Device).isError());
}

void TestProvider::theSecretIsNotLogged()
{
    Provider provider = complete();
    provider.setClientSecret(QStringLiteral("s3cr3t"));
    provider.setIssuer(QUrl(QStringLiteral("https://login.example.com/")));
    QString log;
    QDebug(&log) << provider;
    QVERIFY(!log.contains(QLatin1String("s3cr3t")));
    QVERIFY(log.contains(QLatin1String("example")));
    QCOMPARE(provider.clientSecret(), QStringLiteral("s3cr3t"));
}

QTEST_GUILESS_MAIN(TestProvider)

#include "tst_provider.moc"

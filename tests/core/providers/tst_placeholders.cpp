// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include <QtCore/QDebug>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using Endpoint = Provider::Endpoint;
using Flow = Provider::Flow;
using Values = QMap<QString, QString>;

namespace {

const char *const file = R"({
    "id": "shop",
    "name": "Shop",
    "issuer": "https:\/\/{domain}/realms/{realm}",
    "placeholders": [
        {"name": "domain", "text": "Your domain", "kind": "host", "example": "shop.example.org"},
        {"name": "realm", "text": "Realm", "kind": "path_segment", "default": "staff"},
        {"name": "audience", "text": "API", "kind": "text", "required": false},
        {"name": "client_id", "text": "Client id of your shop", "kind": "text"},
        {"name": "api_key", "text": "API key", "kind": "secret"},
        {"name": "client_secret", "text": "Client secret", "kind": "secret", "required": false}
    ],
    "audience": "{audience}",
    "endpoints": {
        "device_authorization": "https:\/\/{domain}/realms/{realm}/device",
        "token": "https:\/\/{domain}/realms/{realm}/token"
    },
    "extra_headers": {"token": {"x-api-key": "{api_key}", "x-client": "of {client_id}"}},
    "extra_parameters": {"token": {"key": "{api_key}", "resource": "{audience}"}},
    "token_presentation": {"header": "x-shop-jwt", "extra_headers": {"x-api-key": "{api_key}"}},
    "suggestions": [{"url": "https:\/\/{domain}/me"}, {"url": "https:\/\/api.example.org/"}]
})";

Provider shop()
{
    QString problem;
    const auto provider = Provider::fromJson(QJsonDocument::fromJson(file).object(), &problem);
    if (!provider)
        qFatal("%s", qUtf8Printable(problem));
    return *provider;
}

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

QStringList openNames(const Provider &provider)
{
    QStringList names;
    for (const Placeholder &placeholder : provider.placeholders())
        names += placeholder.name;
    return names;
}

const Values all{
    {QStringLiteral("domain"), QStringLiteral("shop.example.org")},
    {QStringLiteral("client_id"), QStringLiteral("client-1")},
    {QStringLiteral("api_key"), QStringLiteral("secret-api-key")},
};

} // namespace

class TestPlaceholders : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void areAskedForInTheirOrder();
    void aMissingClientIdIsAskedFor();
    void anOpenProviderSaysWhatItLacks();
    void areFilledIn();
    void mayBeFilledInStepByStep();
    void whatIsLeftAloneHasItsDefault();
    void goodValues_data();
    void goodValues();
    void hostileValues_data();
    void hostileValues();
    void aValueForNothing();
    void noSecretLeaves();
    void whatWasFilledInIsRemembered();
    void secretsComeBackFromTheKeychain();
    void aHeaderWithoutItsSecretIsLeftOut();
    void bracesInAnAddressAreNoPlaceholder();
    void audienceOfAnEndpoint();
};

void TestPlaceholders::areAskedForInTheirOrder()
{
    const QList<Placeholder> open = shop().placeholders();
    QCOMPARE(openNames(shop()).join(u' '),
             QStringLiteral("domain realm audience client_id api_key client_secret"));
    QCOMPARE(open.at(0).text, QStringLiteral("Your domain"));
    QCOMPARE(open.at(0).example, QStringLiteral("shop.example.org"));
    QCOMPARE(open.at(1).defaultValue, QStringLiteral("staff"));
    QList<bool> secret;
    QList<bool> required;
    for (const Placeholder &placeholder : open) {
        secret += placeholder.isSecret;
        required += placeholder.isRequired;
    }
    QCOMPARE(secret, QList<bool>({false, false, false, false, true, true}));
    QCOMPARE(required, QList<bool>({true, true, false, true, true, false}));
}

void TestPlaceholders::aMissingClientIdIsAskedFor()
{
    Provider provider;
    provider.setId(QStringLiteral("example"));
    QCOMPARE(openNames(provider), QStringList{QStringLiteral("client_id")});
    QVERIFY(!provider.placeholders().constFirst().text.isEmpty());
    const auto filled =
        provider.filled({{QStringLiteral("client_id"), QStringLiteral(" client-1\n")}}, nullptr);
    QVERIFY(filled);
    QCOMPARE(filled->clientId(), QStringLiteral("client-1"));
    QVERIFY(filled->placeholders().isEmpty());
}

void TestPlaceholders::anOpenProviderSaysWhatItLacks()
{
    Provider provider = shop();
    QVERIFY(provider.endpoint(Endpoint::Token).isEmpty());
    QVERIFY(provider.issuer().isEmpty());
    QCOMPARE(provider.suggestions().size(), 1);
    for (const char *name : {"domain", "api_key", "client id"}) {
        const Error error = provider.check(Flow::Device);
        QCOMPARE(error.kind(), Error::Kind::Usage);
        QVERIFY2(error.detail().contains(QLatin1String(name)), qPrintable(error.detail()));
        const QString key = QLatin1String(name) == QLatin1String("client id")
            ? QStringLiteral("client_id")
            : QLatin1String(name);
        provider = provider.filled({{key, all.value(key)}}, nullptr).value_or(Provider());
    }
    QVERIFY2(!provider.check(Flow::Device).isError(),
             qPrintable(provider.check(Flow::Device).detail()));
}

void TestPlaceholders::areFilledIn()
{
    Values values = all;
    values.insert(QStringLiteral("realm"), QStringLiteral("pupils"));
    values.insert(QStringLiteral("audience"), QStringLiteral("https://api.example.org"));
    values.insert(QStringLiteral("client_secret"), QStringLiteral("secret-client"));
    QString problem;
    const auto filled = shop().filled(values, &problem);
    QVERIFY2(filled, qPrintable(problem));
    QVERIFY(filled->placeholders().isEmpty());
    QCOMPARE(filled->issuer(), QUrl(text("https://shop.example.org/realms/pupils")));
    QCOMPARE(filled->endpoint(Endpoint::Token),
             QUrl(text("https://shop.example.org/realms/pupils/token")));
    QCOMPARE(filled->clientId(), QStringLiteral("client-1"));
    QCOMPARE(filled->clientSecret(), QStringLiteral("secret-client"));
    QCOMPARE(filled->audience(), QStringLiteral("https://api.example.org"));
    QCOMPARE(filled->extraHeaders(Endpoint::Token),
             Values({{text("x-api-key"), text("secret-api-key")},
                     {text("x-client"), text("of client-1")}}));
    QCOMPARE(filled->extraParameters(Endpoint::Token),
             Values({{text("key"), text("secret-api-key")},
                     {text("resource"), text("https://api.example.org")}}));
    QCOMPARE(filled->requestHeaders(), Values({{text("x-api-key"), text("secret-api-key")}}));
    QCOMPARE(filled->tokenPresentation().header, QStringLiteral("x-shop-jwt"));
    QCOMPARE(filled->tokenPresentation().value(QStringLiteral("t0ken")), QStringLiteral("t0ken"));
    QCOMPARE(filled->suggestions().constFirst().url, QUrl(text("https://shop.example.org/me")));
    QCOMPARE(filled->suggestions().constFirst().method, QStringLiteral("GET"));
    // The one that was filled is another's.
    QVERIFY(shop().endpoint(Endpoint::Token).isEmpty());
}

void TestPlaceholders::mayBeFilledInStepByStep()
{
    Provider provider = shop();
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        const auto next = provider.filled({{it.key(), it.value()}}, nullptr);
        QVERIFY(next);
        provider = *next;
    }
    QVERIFY(!provider.check(Flow::Device).isError());
    const auto elsewhere = provider.filled({{text("domain"), text("other.example.org")}}, nullptr);
    QVERIFY(elsewhere);
    QCOMPARE(elsewhere->endpoint(Endpoint::Token).host(), QStringLiteral("other.example.org"));
}

void TestPlaceholders::whatIsLeftAloneHasItsDefault()
{
    auto filled = shop().filled(all, nullptr);
    QVERIFY(filled);
    QCOMPARE(openNames(*filled).join(u' '), QStringLiteral("realm audience client_secret"));
    QCOMPARE(filled->endpoint(Endpoint::Token).path(), QStringLiteral("/realms/staff/token"));
    QCOMPARE(filled->audience(), QString());
    QCOMPARE(filled->extraParameters(Endpoint::Token).value(text("resource")), QString());
    // An empty field is one that was left alone.
    filled = filled->filled({{text("audience"), text("  ")}, {text("client_secret"), QString()}},
                            nullptr);
    QVERIFY(filled);
    QVERIFY(filled->clientSecret().isEmpty());
    QString problem;
    QVERIFY(!filled->filled({{text("domain"), text(" ")}}, &problem));
    QVERIFY2(problem.contains(QLatin1String("Your domain")), qPrintable(problem));
}

void TestPlaceholders::goodValues_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("token");
    const auto host = [](const char *name, const char *value, const char *authority) {
        QTest::newRow(name) << QStringLiteral("domain") << text(value)
                            << text("https://") + text(authority) + text("/realms/staff/token");
    };
    host("a name", "id.example.org", "id.example.org");
    host("a name of one word", "intranet", "intranet");
    host("capital letters", "ID.Example.ORG", "id.example.org");
    host("blanks around it", "  id.example.org\n", "id.example.org");
    host("a port", "id.example.org:8443", "id.example.org:8443");
    host("pasted from the address line", "https://id.example.org/", "id.example.org");
    host("letters of another script", "münchen.example", "xn--mnchen-3ya.example");
    host("an address of four numbers", "192.0.2.7", "192.0.2.7");
    host("an address of the longer kind", "[2001:DB8::7]:8443", "[2001:db8::7]:8443");
    const auto realm = [](const char *name, const char *value) {
        QTest::newRow(name) << QStringLiteral("realm") << text(value)
                            << text("https://shop.example.org/realms/") + text(value)
                + text("/token");
    };
    realm("a word", "pupils");
    realm("an identifier", "72f988bf-86f1-41af-91ab-2d7cd011db47");
    realm("a domain as a part of a path", "contoso.onmicrosoft.com");
    realm("letters of another script in a path", "schüler");
}

void TestPlaceholders::goodValues()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, token);
    Values values = all;
    values.insert(name, value);
    QString problem;
    const auto filled = shop().filled(values, &problem);
    QVERIFY2(filled, qPrintable(problem));
    QCOMPARE(filled->endpoint(Endpoint::Token), QUrl(token, QUrl::StrictMode));
    QVERIFY2(!filled->check(Flow::Device).isError(),
             qPrintable(filled->check(Flow::Device).detail()));
}

void TestPlaceholders::hostileValues_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    for (const char *host : {"a.example/b",
                             "a.example/",
                             "/a.example",
                             "user@a.example",
                             "user:pass@a.example",
                             "a.example@b.example",
                             "a.example?b",
                             "a.example#b",
                             "a.example\\b",
                             "\\a.example",
                             "a.example\\@b.example",
                             "http://a.example",
                             "https://",
                             "https://a.example/b",
                             "https://u@a.example/",
                             "https://https://a.example",
                             "ftp://a.example",
                             "//a.example",
                             "a example",
                             "a.example b.example",
                             "a.example\r\nHost: b.example",
                             "a.example\tb",
                             "a.example%2fb",
                             "a%2eexample",
                             "a.example:",
                             "a.example:0",
                             "a.example:65536",
                             "a.example:80:80",
                             "a.example:8443/b",
                             "a.example:pass@b.example",
                             ".a.example",
                             "a.example.",
                             "a..example",
                             "-a.example",
                             "a-.example",
                             "a_b.example",
                             "{realm}",
                             "{domain}",
                             "2130706433",
                             "0x7f.1",
                             "0177.0.0.1",
                             "127.1",
                             "[::1",
                             "::1",
                             "[1.2.3.4]",
                             "[::1]b",
                             "[::1]:x",
                             "[::1%25lo]",
                             "a,b.example",
                             "javascript:alert(1)",
                             "a.example;b",
                             "a.example&b",
                             "a\u2024example\u2215b",
                             "a.example\u2044b",
                             "a.exa\u202emple/"}) {
        QTest::newRow(host) << QStringLiteral("domain") << text(host);
    }
    QTest::newRow("a label without end") << QStringLiteral("domain") << QString(64, u'a');
    QTest::newRow("a name without end")
        << QStringLiteral("domain") << QStringLiteral("a.").repeated(200) + u'a';
    for (const char *realm : {".", "..", "a/b", "../a", "a\\b", "a?b", "a#b", "a b", "a%2fb",
                              "%2e%2e", "a;b", "a@b", "a:b", "a\nb", "{domain}", "a\u2215b"}) {
        QTest::addRow("the realm %s", realm) << QStringLiteral("realm") << text(realm);
    }
    QTest::newRow("a realm without end") << QStringLiteral("realm") << QString(256, u'a');
    QTest::newRow("a key that begins a header of its own")
        << QStringLiteral("api_key") << text("secret-api-key\r\nHost: a.example");
    QTest::newRow("a key with a letter that no header has")
        << QStringLiteral("api_key") << text("secret-api-key-ä");
    QTest::newRow("a key without end") << QStringLiteral("api_key") << QString(5000, u'a');
    QTest::newRow("a client secret with a line break")
        << QStringLiteral("client_secret") << text("secret-a\nb");
    QTest::newRow("a client id with a line break")
        << QStringLiteral("client_id") << text("client\n1");
}

/// What a person was talked into pasting must not lead the program elsewhere.
// Demand: RFC6750-5.3-tls
void TestPlaceholders::hostileValues()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    Values values = all;
    values.insert(name, value);
    QString problem;
    QVERIFY(!shop().filled(values, &problem));
    QVERIFY(problem.size() > 20 && problem.size() < 500);
    QVERIFY(problem.endsWith(u'.'));
    QVERIFY2(!problem.contains(QLatin1String("secret-")), qPrintable(problem));
    for (const QChar character : problem)
        QVERIFY2(character.isPrint() && character.unicode() != 0x202e, qPrintable(problem));
    if (name == QLatin1String("domain"))
        QVERIFY2(problem.contains(QLatin1String("shop.example.org")), qPrintable(problem));
    QVERIFY(!shop().filled(values, nullptr));
}

void TestPlaceholders::aValueForNothing()
{
    QString problem;
    QVERIFY(!shop().filled({{text("tenant"), text("a")}}, &problem));
    QVERIFY2(problem.contains(QLatin1String("\"tenant\"")), qPrintable(problem));
    // A secret for a client that needs none does no harm.
    Provider plain;
    plain.setId(QStringLiteral("plain"));
    const auto filled = plain.filled({{text("client_secret"), text("secret-client")}}, nullptr);
    QVERIFY(filled);
    QCOMPARE(filled->clientSecret(), QStringLiteral("secret-client"));
}

// Demand: Dressipi-key-in-keychain
void TestPlaceholders::noSecretLeaves()
{
    Values values = all;
    values.insert(QStringLiteral("client_secret"), QStringLiteral("secret-client"));
    const auto filled = shop().filled(values, nullptr);
    QVERIFY(filled);
    const QByteArray json = QJsonDocument(filled->toJson()).toJson();
    QVERIFY2(!json.contains("secret-"), json.constData());
    QVERIFY(json.contains("{api_key}"));
    QString log;
    QDebug(&log) << *filled;
    QVERIFY2(!log.contains(QLatin1String("secret-")), qPrintable(log));
    QCOMPARE(filled->secrets(),
             Values({{text("api_key"), text("secret-api-key")},
                     {text("client_secret"), text("secret-client")}}));
}

void TestPlaceholders::whatWasFilledInIsRemembered()
{
    const auto filled = shop().filled(all, nullptr);
    QVERIFY(filled);
    QString problem;
    const auto again = Provider::fromJson(filled->toJson(), &problem);
    QVERIFY2(again, qPrintable(problem));
    QCOMPARE(again->toJson(), filled->toJson());
    QCOMPARE(again->values(), Values({{text("domain"), text("shop.example.org")}}));
    QCOMPARE(again->endpoint(Endpoint::Token), filled->endpoint(Endpoint::Token));
    QCOMPARE(again->clientId(), QStringLiteral("client-1"));
    QVERIFY(again->secrets().isEmpty());
    QVERIFY(openNames(*again).contains(QLatin1String("api_key")));
}

void TestPlaceholders::secretsComeBackFromTheKeychain()
{
    const auto filled = shop().filled(all, nullptr);
    QVERIFY(filled);
    auto again = Provider::fromJson(filled->toJson(), nullptr);
    QVERIFY(again);
    again->setSecrets(filled->secrets());
    QCOMPARE(again->extraHeaders(Endpoint::Token), filled->extraHeaders(Endpoint::Token));
    QVERIFY(!openNames(*again).contains(QLatin1String("api_key")));
    again->setClientSecret(QStringLiteral("secret-client"));
    QCOMPARE(again->secrets().size(), 2);
    again->setSecrets({{text("api_key"), QString()}});
    QVERIFY(again->secrets().isEmpty());
    QVERIFY(again->clientSecret().isEmpty());
}

/// A server would take "{api_key}" for a key that is wrong, and tell so in its log.
void TestPlaceholders::aHeaderWithoutItsSecretIsLeftOut()
{
    const auto filled = shop().filled(
        {{text("domain"), text("shop.example.org")}, {text("client_id"), text("client-1")}},
        nullptr);
    QVERIFY(filled);
    QCOMPARE(filled->extraHeaders(Endpoint::Token),
             Values({{text("x-client"), text("of client-1")}}));
    QVERIFY(filled->requestHeaders().isEmpty());
}

/// Microsoft's metadata names an issuer with a brace in it; an account with such an address has to
/// be read again.
void TestPlaceholders::bracesInAnAddressAreNoPlaceholder()
{
    Provider provider;
    provider.setId(QStringLiteral("example"));
    const QUrl issuer(text("https://login.example.org/%7Btenantid%7D/v2.0"), QUrl::StrictMode);
    provider.setIssuer(issuer);
    provider.setEndpoint(Endpoint::Token, issuer);
    QString problem;
    const auto again = Provider::fromJson(provider.toJson(), &problem);
    QVERIFY2(again, qPrintable(problem));
    QCOMPARE(again->issuer(), issuer);
    QCOMPARE(again->endpoint(Endpoint::Token), issuer);
}

void TestPlaceholders::audienceOfAnEndpoint()
{
    Provider provider;
    provider.setAudience(QStringLiteral("general"));
    provider.setExtraParameters(Endpoint::Token, {{text("audience"), text("of tokens")}});
    provider.setExtraParameters(Endpoint::Authorization, {{text("audience"), QString()}});
    QCOMPARE(provider.audience(Endpoint::DeviceAuthorization), QStringLiteral("general"));
    QCOMPARE(provider.audience(Endpoint::Token), QStringLiteral("of tokens"));
    QCOMPARE(provider.audience(Endpoint::Authorization), QString());
    QCOMPARE(provider.audience(), QStringLiteral("general"));
}

QTEST_GUILESS_MAIN(TestPlaceholders)

#include "tst_placeholders.moc"

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using Endpoint = Provider::Endpoint;
using Flow = Provider::Flow;

namespace {

/// Every field that a provider file may have.
QJsonObject fullFile()
{
    return {
        {QStringLiteral("id"), QStringLiteral("example-1.a_b")},
        {QStringLiteral("name"), QStringLiteral("Example")},
        {QStringLiteral("issuer"), QStringLiteral("https://login.example.com/")},
        {QStringLiteral("client_id"), QStringLiteral("client")},
        {QStringLiteral("audience"), QStringLiteral("https://api.example.com")},
        {QStringLiteral("redirect_uri"), QStringLiteral("http://127.0.0.1:8787/callback")},
        {QStringLiteral("documentation"), QStringLiteral("https://docs.example.com/")},
        {QStringLiteral("endpoints"),
         QJsonObject{
             {QStringLiteral("device_authorization"),
              QStringLiteral("https://login.example.com/device")},
             {QStringLiteral("authorization"),
              QStringLiteral("https://login.example.com/authorize")},
             {QStringLiteral("token"), QStringLiteral("https://login.example.com/token")},
             {QStringLiteral("revocation"), QStringLiteral("https://login.example.com/revoke")},
             {QStringLiteral("userinfo"), QStringLiteral("https://login.example.com/userinfo")},
             {QStringLiteral("jwks"), QStringLiteral("https://login.example.com/jwks")},
         }},
        {QStringLiteral("scopes"),
         QJsonArray{QJsonObject{
                        {QStringLiteral("name"), QStringLiteral("openid")},
                        {QStringLiteral("text"), QStringLiteral("See who you are")},
                    },
                    QJsonObject{
                        {QStringLiteral("name"), QStringLiteral("offline_access")},
                    }}},
        {QStringLiteral("flows"),
         QJsonArray{QStringLiteral("browser"), QStringLiteral("device"), QStringLiteral("paste")}},
        {QStringLiteral("extra_parameters"),
         QJsonObject{
             {QStringLiteral("authorization"),
              QJsonObject{
                  {QStringLiteral("prompt"), QStringLiteral("consent")},
                  {QStringLiteral("access_type"), QStringLiteral("offline")},
              }},
             {QStringLiteral("token"),
              QJsonObject{
                  {QStringLiteral("resource"), QStringLiteral("https://api.example.com")},
              }},
         }},
    };
}

QJsonObject fileWith(const char *name, const QJsonValue &value)
{
    QJsonObject file = fullFile();
    file.insert(QLatin1String(name), value);
    return file;
}

} // namespace

/// Provider files.
class TestProviderJson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void readsEveryField();
    void theIdIsEnough();
    void scopesMayBeBareNames();
    void goesRoundUnchanged();
    void everyFaultIsOneSentence_data();
    void everyFaultIsOneSentence();
    void theProblemIsOptional();
    void theSecretIsNeverWritten();
};

void TestProviderJson::readsEveryField()
{
    QString problem;
    const auto provider = Provider::fromJson(fullFile(), &problem);
    QVERIFY2(provider, qPrintable(problem));
    QCOMPARE(provider->id(), QStringLiteral("example-1.a_b"));
    QCOMPARE(provider->name(), QStringLiteral("Example"));
    QCOMPARE(provider->issuer(), QUrl(QStringLiteral("https://login.example.com/")));
    QCOMPARE(provider->clientId(), QStringLiteral("client"));
    QCOMPARE(provider->audience(), QStringLiteral("https://api.example.com"));
    QCOMPARE(provider->redirectUri(), QUrl(QStringLiteral("http://127.0.0.1:8787/callback")));
    QCOMPARE(provider->documentation(), QUrl(QStringLiteral("https://docs.example.com/")));
    QCOMPARE(provider->flows(), QList<Flow>({Flow::Browser, Flow::Device, Flow::Paste}));
    QCOMPARE(provider->scopeNames(),
             QStringList({QStringLiteral("openid"), QStringLiteral("offline_access")}));
    QCOMPARE(provider->scopeText(QStringLiteral("openid")), QStringLiteral("See who you are"));
    const std::pair<Endpoint, const char *> endpoints[] = {
        {Endpoint::DeviceAuthorization, "device"},
        {Endpoint::Authorization, "authorize"},
        {Endpoint::Token, "token"},
        {Endpoint::Revocation, "revoke"},
        {Endpoint::UserInfo, "userinfo"},
        {Endpoint::Jwks, "jwks"},
    };
    for (const auto &[which, path] : endpoints) {
        QCOMPARE(provider->endpoint(which),
                 QUrl(QStringLiteral("https://login.example.com/") + QLatin1String(path)));
    }
    QCOMPARE(provider->extraParameters(Endpoint::Authorization).size(), 2);
    QCOMPARE(provider->extraParameters(Endpoint::Token).value(QStringLiteral("resource")),
             QStringLiteral("https://api.example.com"));
    QVERIFY(provider->extraParameters(Endpoint::Revocation).isEmpty());
}

void TestProviderJson::theIdIsEnough()
{
    QString problem;
    const auto provider =
        Provider::fromJson({{QStringLiteral("id"), QStringLiteral("a")}}, &problem);
    QVERIFY2(provider, qPrintable(problem));
    QVERIFY(problem.isEmpty());
    QCOMPARE(provider->flows(), QList<Flow>{Flow::Device});
    QVERIFY(provider->endpoint(Endpoint::Token).isEmpty());
}

void TestProviderJson::scopesMayBeBareNames()
{
    QString problem;
    const auto provider = Provider::fromJson(
        fileWith("scopes",
                 QJsonArray{QStringLiteral("openid"),
                            QJsonObject{{QStringLiteral("name"), QStringLiteral("email")}}}),
        &problem);
    QVERIFY2(provider, qPrintable(problem));
    QCOMPARE(provider->scopeNames(),
             QStringList({QStringLiteral("openid"), QStringLiteral("email")}));
}

void TestProviderJson::goesRoundUnchanged()
{
    const auto provider = Provider::fromJson(fullFile(), nullptr);
    QVERIFY(provider);
    QCOMPARE(provider->toJson(), fullFile());
    const auto again = Provider::fromJson(provider->toJson(), nullptr);
    QVERIFY(again);
    QCOMPARE(again->toJson(), fullFile());
}

void TestProviderJson::everyFaultIsOneSentence_data()
{
    QTest::addColumn<QJsonObject>("file");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *name, const char *field, const QJsonValue &value) {
        QTest::newRow(name) << fileWith(field, value)
                            << QLatin1Char('"') + QString::fromLatin1(field) + QLatin1Char('"');
    };
    const QJsonObject wrong{{QStringLiteral("a"), 1}};
    const auto text = [](const char *value) { return QJsonValue(QLatin1String(value)); };

    QTest::newRow("an empty file") << QJsonObject() << QStringLiteral("\"id\"");
    for (const char *id : {"", "a b", "a/b", "../a", "a\n", "\xe4"})
        QTest::addRow("the id \"%s\"", id)
            << fileWith("id", QString::fromLatin1(id)) << QStringLiteral("\"id\"");
    row("an id that is too long", "id", QString(65, u'a'));
    row("an id that is a number", "id", 5);
    for (const char *field : {"name", "client_id", "audience"}) {
        QTest::addRow("%s is a number", field)
            << fileWith(field, 5) << QLatin1Char('"') + QString::fromLatin1(field);
        QTest::addRow("%s is an object", field)
            << fileWith(field, wrong) << QLatin1Char('"') + QString::fromLatin1(field);
    }
    for (const char *field : {"issuer", "redirect_uri", "documentation"}) {
        for (const char *address : {"", "login.example.com", "/login", "https://exa mple.com/"}) {
            QTest::addRow("%s is \"%s\"", field, address)
                << fileWith(field, text(address)) << QLatin1Char('"') + QString::fromLatin1(field);
        }
        QTest::addRow("%s is a number", field)
            << fileWith(field, 5) << QLatin1Char('"') + QString::fromLatin1(field);
    }
    row("endpoints that are a list", "endpoints", QJsonArray());
    row("endpoints that are text", "endpoints", text("https://login.example.com/"));
    QTest::newRow("an endpoint that nobody knows") << fileWith(
        "endpoints",
        QJsonObject{{QStringLiteral("tokne"), QStringLiteral("https://login.example.com/")}})
                                                   << QStringLiteral("\"tokne\"");
    QTest::newRow("an endpoint that is no address")
        << fileWith("endpoints", QJsonObject{{QStringLiteral("token"), QStringLiteral("/a")}})
        << QStringLiteral("\"token\"");
    QTest::newRow("an endpoint that is null")
        << fileWith("endpoints", QJsonObject{{QStringLiteral("token"), QJsonValue::Null}})
        << QStringLiteral("\"token\"");
    row("scopes that are text", "scopes", text("openid profile"));
    row("a scope without a name", "scopes", QJsonArray{QJsonObject()});
    row("a scope that is a number", "scopes", QJsonArray{5});
    row("a scope with a blank", "scopes", QJsonArray{text("openid profile")});
    row("a scope whose text is a number", "scopes",
        QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("openid")},
                               {QStringLiteral("text"), 5}}});
    row("flows that are text", "flows", text("device"));
    row("a flow that nobody knows", "flows", QJsonArray{text("implicit")});
    row("a flow that is a number", "flows", QJsonArray{1});
    row("extra parameters that are a list", "extra_parameters", QJsonArray());
    QTest::newRow("extra parameters of an endpoint that nobody knows")
        << fileWith("extra_parameters", QJsonObject{{QStringLiteral("tokne"), QJsonObject()}})
        << QStringLiteral("\"tokne\"");
    row("extra parameters that are text", "extra_parameters",
        QJsonObject{{QStringLiteral("token"), QStringLiteral("a=b")}});
    row("an extra parameter that is a number", "extra_parameters",
        QJsonObject{{QStringLiteral("token"), wrong}});
}

void TestProviderJson::everyFaultIsOneSentence()
{
    QFETCH(QJsonObject, file);
    QFETCH(QString, word);
    QString problem;
    QVERIFY(!Provider::fromJson(file, &problem));
    QVERIFY2(problem.contains(word), qPrintable(problem));
    QVERIFY(!problem.contains(u'\n'));
}

void TestProviderJson::theProblemIsOptional()
{
    QVERIFY(!Provider::fromJson({}, nullptr));
}

void TestProviderJson::theSecretIsNeverWritten()
{
    auto provider = Provider::fromJson(fullFile(), nullptr);
    QVERIFY(provider);
    provider->setClientSecret(QStringLiteral("s3cr3t"));
    QVERIFY(!QJsonDocument(provider->toJson()).toJson().contains("s3cr3t"));
}

QTEST_GUILESS_MAIN(TestProviderJson)

#include "tst_providerjson.moc"

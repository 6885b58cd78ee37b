// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using Endpoint = Provider::Endpoint;
using Flow = Provider::Flow;

namespace {

/// faults.json: a sound file that has every field, and what breaks it; test_schema.py reads it,
/// too.
QJsonObject faultsFile()
{
    QFile file(QStringLiteral(FAULTS_FILE));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qUtf8Printable(file.errorString()));
    return QJsonDocument::fromJson(file.readAll()).object();
}

QJsonObject fullFile()
{
    return faultsFile().value(QLatin1String("base")).toObject();
}

/// RFC 7396.
QJsonValue merged(const QJsonValue &target, const QJsonValue &patch)
{
    if (!patch.isObject())
        return patch;
    QJsonObject result = target.toObject();
    const QJsonObject changes = patch.toObject();
    for (auto it = changes.begin(); it != changes.end(); ++it) {
        if (it.value().isNull())
            result.remove(it.key());
        else
            result.insert(it.key(), merged(result.value(it.key()), it.value()));
    }
    return result;
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
    void tokenPresentations_data();
    void tokenPresentations();
    void theProblemIsOptional();
    void theSecretIsNeverWritten();
};

void TestProviderJson::readsEveryField()
{
    const auto text = [](const char *latin1) { return QString::fromLatin1(latin1); };
    QString problem;
    const auto provider = Provider::fromJson(fullFile(), &problem);
    QVERIFY2(provider, qPrintable(problem));
    QCOMPARE(provider->id(), text("example-1.a_b"));
    QCOMPARE(provider->name(), text("Example"));
    QCOMPARE(provider->redirectUri(), QUrl(text("http://127.0.0.1:8787/callback")));
    QCOMPARE(provider->documentation(), QUrl(text("https://docs.example.org/")));
    QCOMPARE(provider->flows(), QList<Flow>({Flow::Browser, Flow::Device, Flow::Paste}));
    QCOMPARE(provider->scopeNames(), QStringList({text("openid"), text("offline_access")}));
    QCOMPARE(provider->scopeText(text("offline_access")), text("Stay signed in"));
    QCOMPARE(provider->scopeText(text("admin")), text("Everything"));
    QCOMPARE(provider->quirks().size(), 4);
    QVERIFY(provider->hasQuirk(Provider::Quirk::AuthorizeAnswersProgram));
    QCOMPARE(provider->placeholders().size(), 5);
    QCOMPARE(provider->values(), (QMap<QString, QString>{{text("realm"), text("pupils")}}));
    QCOMPARE(provider->tokenPresentation().header, text("x-example-jwt"));
    QCOMPARE(provider->tokenPresentation().scheme, QString());

    const auto filled = provider->filled({{text("domain"), text("id.example.org")},
                                          {text("client_id"), text("client-1")},
                                          {text("api_key"), text("key-1")},
                                          {text("audience"), text("api")}},
                                         &problem);
    QVERIFY2(filled, qPrintable(problem));
    QCOMPARE(filled->issuer(), QUrl(text("https://id.example.org/")));
    QCOMPARE(filled->audience(), text("api"));
    const std::pair<Endpoint, const char *> endpoints[] = {
        {Endpoint::DeviceAuthorization, "device_authorization"},
        {Endpoint::Authorization, "authorization"},
        {Endpoint::Token, "token"},
        {Endpoint::Revocation, "revocation"},
        {Endpoint::UserInfo, "userinfo"},
        {Endpoint::Jwks, "jwks"},
    };
    for (const auto &[which, path] : endpoints)
        QCOMPARE(filled->endpoint(which),
                 QUrl(text("https://id.example.org/realms/pupils/") + text(path)));
    QCOMPARE(filled->extraParameters(Endpoint::Authorization),
             (QMap<QString, QString>{{text("prompt"), text("consent")}}));
    QCOMPARE(
        filled->extraParameters(Endpoint::Token),
        (QMap<QString, QString>{{text("resource"), text("api")}, {text("key"), text("key-1")}}));
    QVERIFY(filled->extraParameters(Endpoint::Revocation).isEmpty());
    QCOMPARE(filled->extraHeaders(Endpoint::Token),
             (QMap<QString, QString>{{text("x-api-key"), text("key-1")},
                                     {text("Client-Id"), text("client-1")}}));
    QCOMPARE(filled->requestHeaders(),
             (QMap<QString, QString>{{text("x-api-key"), text("key-1")}}));
    QCOMPARE(filled->suggestions().size(), 1);
    QCOMPARE(filled->suggestions().constFirst().method, text("GET"));
    QCOMPARE(filled->suggestions().constFirst().url, QUrl(text("https://id.example.org/me")));
    QCOMPARE(filled->suggestions().constFirst().text, text("See who you are"));
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
    QTest::addColumn<QString>("says");
    const QJsonObject all = faultsFile();
    const QJsonArray faults = all.value(QLatin1String("faults")).toArray();
    for (const QJsonValue &fault : faults) {
        QTest::newRow(qUtf8Printable(fault[QLatin1String("name")].toString()))
            << merged(all.value(QLatin1String("base")), fault[QLatin1String("merge")]).toObject()
            << fault[QLatin1String("says")].toString();
    }
    QTest::newRow("an empty file") << QJsonObject() << QStringLiteral("\"id\" has to be");
    QTest::newRow("an id with a line break at its end")
        << fileWith("id", QStringLiteral("a\n")) << QStringLiteral("\"id\" has to be");
    QTest::newRow("an endpoint that is null")
        << fileWith("endpoints", QJsonObject{{QStringLiteral("token"), QJsonValue::Null}})
        << QStringLiteral("\"endpoints\": \"token\" is not a string");
    QJsonObject many;
    for (int i = 0; i < 201; ++i)
        many.insert(QString::number(i), QStringLiteral("a"));
    QTest::newRow("more members than anybody has")
        << fileWith("extra_parameters", QJsonObject{{QStringLiteral("token"), many}})
        << QStringLiteral("\"extra_parameters\": \"token\" holds more than 200 members");
}

void TestProviderJson::everyFaultIsOneSentence()
{
    QFETCH(QJsonObject, file);
    QFETCH(QString, says);
    QString problem;
    QVERIFY(!Provider::fromJson(file, &problem));
    QVERIFY2(problem.contains(says), qPrintable(problem));
    QVERIFY(!problem.contains(u'\n'));
}

/// The shape of an access token's header: Authorization is always Bearer, unless it says otherwise.
void TestProviderJson::tokenPresentations_data()
{
    QTest::addColumn<QJsonObject>("json");
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *name, const QJsonObject &json, const char *header,
                        const char *value) {
        QTest::newRow(name) << json << QString::fromLatin1(header) << QString::fromLatin1(value);
    };
    const auto text = [](const char *latin1) { return QJsonValue(QString::fromLatin1(latin1)); };
    const QString header = QStringLiteral("header");
    const QString scheme = QStringLiteral("scheme");
    row("nothing is said", {}, "Authorization", "Bearer t0ken");
    row("another scheme", {{scheme, text("OAuth")}}, "Authorization", "OAuth t0ken");
    row("another header", {{header, text("x-jwt")}}, "x-jwt", "t0ken");
    row("another header with a scheme", {{header, text("x-jwt")}, {scheme, text("Bearer")}},
        "x-jwt", "Bearer t0ken");
    row("the usual header", {{header, text("authorization")}}, "authorization", "Bearer t0ken");
}

void TestProviderJson::tokenPresentations()
{
    QFETCH(QJsonObject, json);
    QFETCH(QString, header);
    QFETCH(QString, value);
    auto provider = Provider::fromJson(fileWith("token_presentation", json), nullptr);
    QVERIFY(provider);
    provider = Provider::fromJson(provider->toJson(), nullptr);
    QVERIFY(provider);
    QCOMPARE(provider->tokenPresentation().header, header);
    QCOMPARE(provider->tokenPresentation().value(QStringLiteral("t0ken")), value);
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

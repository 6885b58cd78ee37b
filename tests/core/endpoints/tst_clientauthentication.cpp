// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/revocationendpoint.h"
#include "endpoints/tokenendpoint.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using Way = Provider::ClientAuthentication;

namespace {

const QUrl tokenUrl(QStringLiteral("https://id.example.org/token"));
const QUrl revocationUrl(QStringLiteral("https://id.example.org/revoke"));

Provider provider(Way way, const QString &secret)
{
    Provider provider;
    provider.setId(QStringLiteral("test"));
    provider.setClientId(QStringLiteral("client:1 ä"));
    provider.setClientSecret(secret);
    provider.setClientAuthentication(way);
    provider.setEndpoint(Provider::Endpoint::Token, tokenUrl);
    provider.setEndpoint(Provider::Endpoint::Revocation, revocationUrl);
    return provider;
}

/// One refresh and one revocation.
class Client
{
public:
    explicit Client(const Provider &provider)
    {
        network.answer(
            tokenUrl,
            ScriptedAnswer::json(401,
                                 "{\"error\":\"invalid_client\",\"error_description\":\"not Y2xpZW"
                                 "50JTNBMSUyMCVDMyVBNDpzZWNyZXQtY2xpZW50JTJCJTNE\"}"));
        network.answer(revocationUrl, ScriptedAnswer::json(200, ""));
        QObject context;
        TokenEndpoint(&http, provider)
            .request(TokenRequest::refreshToken(QStringLiteral("refresh-1"), {}), &context,
                     [&](const Expected<TokenSet> &answer) { error = answer.error(); });
        TokenSet tokens;
        tokens.setRefreshToken(QStringLiteral("refresh-1"));
        RevocationEndpoint(&http, provider).revoke(tokens, &context, [](const Error &) {});
        VirtualScheduler::settle();
    }

    VirtualScheduler clock;
    ScriptedNetwork network{&clock};
    HttpClient http{&network, &clock, nullptr};
    Error error;
};

} // namespace

/// RFC 6749 §2.3.1.
class TestClientAuthentication : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void theSecretIsInTheForm();
    void theSecretIsInTheHeader();
    void aPublicClientHasNoHeader();
    void theHeaderIsNeverShown();
};

// Demand: RFC6749-2.3.1-secret-in-body
// Demand: RFC6749-2.3-one-method
void TestClientAuthentication::theSecretIsInTheForm()
{
    const Client client(provider(Way::Post, QStringLiteral("secret-client+=")));
    QCOMPARE(client.network.sent().size(), 2);
    for (const SentRequest &sent : client.network.sent()) {
        QCOMPARE(sent.form.value(QStringLiteral("client_id")), QStringLiteral("client:1 ä"));
        QCOMPARE(sent.form.value(QStringLiteral("client_secret")),
                 QStringLiteral("secret-client+="));
        QVERIFY(!sent.request.hasRawHeader("Authorization"));
    }
}

// Demand: RFC6749-2.3.1-secret-in-body
// Demand: RFC6749-2.3-one-method
// Demand: RFC6749-2.3.1-basic-encoding
void TestClientAuthentication::theSecretIsInTheHeader()
{
    const Client client(provider(Way::Basic, QStringLiteral("secret-client+=")));
    QCOMPARE(client.network.sent().size(), 2);
    for (const SentRequest &sent : client.network.sent()) {
        // Both parts are form-encoded before, and nothing of them is sent a second time (§2.3).
        QCOMPARE(sent.request.rawHeader("Authorization"),
                 QByteArray("Basic ")
                     + QByteArray("client%3A1%20%C3%A4:secret-client%2B%3D").toBase64());
        QVERIFY(!sent.form.contains(QStringLiteral("client_id")));
        QVERIFY(!sent.form.contains(QStringLiteral("client_secret")));
    }
}

void TestClientAuthentication::aPublicClientHasNoHeader()
{
    const Client client(provider(Way::Basic, QString()));
    for (const SentRequest &sent : client.network.sent()) {
        QCOMPARE(sent.form.value(QStringLiteral("client_id")), QStringLiteral("client:1 ä"));
        QVERIFY(!sent.request.hasRawHeader("Authorization"));
    }
}

void TestClientAuthentication::theHeaderIsNeverShown()
{
    static QStringList logged;
    logged.clear();
    QLoggingCategory::setFilterRules(QStringLiteral("latchkey.*=true"));
    const auto before = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext &, const QString &text) { logged += text; });
    const Client client(provider(Way::Basic, QStringLiteral("secret-client+=")));
    qInstallMessageHandler(before);
    QLoggingCategory::setFilterRules(QString());
    const QString shown = logged.join(u'\n') + client.error.detail() + client.error.advice();
    QVERIFY(shown.contains(QLatin1String("invalid_client")));
    QVERIFY2(!shown.contains(QLatin1String("Y2xpZW50")), qPrintable(shown));
    QVERIFY2(!shown.contains(QLatin1String("secret-client")), qPrintable(shown));
}

QTEST_GUILESS_MAIN(TestClientAuthentication)

#include "tst_clientauthentication.moc"

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "hostedworld.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryFile>
#include <QtTest/QTest>

using namespace Latchkey;

Q_DECLARE_METATYPE(Latchkey::Demo::Dialect)

/// The providers of the catalogue, as one types them, each in the dialect that it documents, under
/// the addresses of its file.
class tst_CommandProviders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void byCode_data();
    void byCode();
    void denied_data() { byCode_data(); }
    void denied();
};

namespace {

using Demo::Dialect;
using Paths = QMap<QString, QString>;

/// What a real provider calls the demo provider's paths.
Paths paths(const char *device, const char *token, const char *more = "")
{
    Paths all{{QLatin1String(device), QStringLiteral("/oauth/device/code")},
              {QLatin1String(token), QStringLiteral("/oauth/token")}};
    for (const QString &pair : QString::fromLatin1(more).split(u' ', Qt::SkipEmptyParts))
        all.insert(pair.section(u'=', 0, 0), pair.section(u'=', 1));
    return all;
}

} // namespace

void tst_CommandProviders::byCode_data()
{
    QTest::addColumn<QString>("login");
    QTest::addColumn<Demo::Dialect>("dialect");
    QTest::addColumn<QStringList>("hosts");
    QTest::addColumn<QMap<QString, QString>>("paths");
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<bool>("isRefreshed");
    const auto words = [](const char *text) { return QString::fromLatin1(text).split(u' '); };
    QTest::newRow("github") << QStringLiteral("login github --client-id X") << Dialect::GitHub
                            << words("github.com")
                            << paths("/login/device/code", "/login/oauth/access_token") << QString()
                            << false;
    QTest::newRow("google")
        << QStringLiteral("login google --client-id X --client-secret-file SECRET")
        << Dialect::Google
        << words("oauth2.googleapis.com openidconnect.googleapis.com www.googleapis.com")
        << paths("/device/code", "/token",
                 "/revoke=/oauth/revoke /v1/userinfo=/oauth/userinfo /oauth2/v3/certs=/oauth/jwks")
        << QStringLiteral("https://accounts.google.com") << true;
    QTest::newRow("microsoft") << QStringLiteral("login microsoft --client-id X")
                               << Dialect::Microsoft
                               << words("login.microsoftonline.com graph.microsoft.com")
                               << paths("/common/oauth2/v2.0/devicecode",
                                        "/common/oauth2/v2.0/token",
                                        "/oidc/userinfo=/oauth/userinfo")
                               << QString() << true;
}

void tst_CommandProviders::byCode()
{
    QFETCH(QString, login);
    QFETCH(Demo::Dialect, dialect);
    QFETCH(QStringList, hosts);
    QFETCH(Paths, paths);
    QFETCH(QString, issuer);
    QFETCH(bool, isRefreshed);
    Demo::Knobs knobs = HostedWorld::knobs(dialect);
    knobs.decision = Demo::Decision::Allow;
    knobs.pendingPolls = 1;
    if (!issuer.isEmpty())
        knobs.idTokenClaims = {{QStringLiteral("iss"), issuer}};
    HostedWorld world(hosts, knobs);
    QVERIFY(world.isUp());
    for (const QString &host : std::as_const(hosts))
        world.internet.serve(host, forwardTo(world.provider.port(), paths));
    QTemporaryFile secret;
    QVERIFY(secret.open());
    secret.write("s3cret\n");
    secret.close();
    login.replace(QStringLiteral("SECRET"), secret.fileName());
    const QString name = QString::fromLatin1(QTest::currentDataTag());

    const auto signIn = world.typeJson(login);
    const QJsonObject code = signIn->nextEvent();
    QCOMPARE(textOf(code, "event"), QStringLiteral("code"));
    QVERIFY(!textOf(code, "verification_uri").isEmpty());
    const QJsonObject signedIn = signIn->nextEvent();
    QVERIFY2(textOf(signedIn, "event") == QLatin1String("signed_in"),
             qPrintable(textOf(signedIn, "code") + textOf(signedIn, "message")));
    QCOMPARE(signedIn.value(QLatin1String("has_refresh_token")).toBool(), isRefreshed);
    QCOMPARE(signIn->exitStatus(), 0);
    QCOMPARE(world.type(QStringLiteral("token ") + name)->exitStatus(), 0);
    const auto refresh = world.typeJson(QStringLiteral("token --refresh ") + name);
    QCOMPARE(refresh->exitStatus() == 0, isRefreshed);
    QCOMPARE(world.provider.counters().reuseDetected, 0);
    QCOMPARE(world.type(QStringLiteral("logout ") + name)->exitStatus(), 0);
    QCOMPARE(world.internet.strangers(), QStringList());
}

void tst_CommandProviders::denied()
{
    QFETCH(QString, login);
    QFETCH(Demo::Dialect, dialect);
    QFETCH(QStringList, hosts);
    QFETCH(Paths, paths);
    Demo::Knobs knobs = HostedWorld::knobs(dialect);
    knobs.decision = Demo::Decision::Deny;
    HostedWorld world(hosts, knobs);
    for (const QString &host : std::as_const(hosts))
        world.internet.serve(host, forwardTo(world.provider.port(), paths));
    QTemporaryFile secret;
    QVERIFY(secret.open());
    secret.write("s3cret\n");
    secret.close();
    login.replace(QStringLiteral("SECRET"), secret.fileName());
    const auto signIn = world.typeJson(login + QStringLiteral(" --memory"));
    QCOMPARE(textOf(signIn->nextEvent(), "event"), QStringLiteral("code"));
    const QJsonObject error = signIn->nextEvent();
    QCOMPARE(textOf(error, "event"), QStringLiteral("error"));
    QVERIFY(textOf(error, "message").startsWith(QStringLiteral("The request was declined.")));
    QCOMPARE(signIn->exitStatus(), 3);
}

QTEST_GUILESS_MAIN(tst_CommandProviders)
#include "tst_commandproviders.moc"

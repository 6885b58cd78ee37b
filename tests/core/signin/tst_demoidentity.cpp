// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/jwkscache.h"
#include "endpoints/metadatacache.h"

#include <latchkey/demo/demoprovider.h>
#include <latchkey/devicesignin.h>
#include <latchkey/discovery.h>

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;
using Demo::IdTokenFault;
using Demo::SigningAlgorithm;
using Kind = Error::Kind;
using Source = Identity::Source;

namespace {

DemoProvider::Options options()
{
    DemoProvider::Options options = DemoProvider::Options::inMemory();
    options.knobs.decision = Demo::Decision::Allow;
    options.knobs.interval = 1;
    options.knobs.enforceInterval = false;
    options.knobs.recordRequests = true;
    return options;
}

} // namespace

/// ID tokens of the demo provider, good and bad, from discovery to the identity, with real requests
/// in real time.
class TestDemoIdentity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();

    void everyAlgorithmIsBelieved_data();
    void everyAlgorithmIsBelieved();
    void everyFaultIsNoticed_data();
    void everyFaultIsNoticed();
    void keysMayChange();

private:
    SignInResult signIn();

    DemoProvider m_server{options()};
    Provider m_provider;
};

void TestDemoIdentity::initTestCase()
{
    MetadataCache::instance()->clear();
    QVERIFY(m_server.start().isUsable());
    Discovery discovery(m_server.issuer());
    std::optional<Error> error;
    connect(&discovery, &Discovery::finished, this, [&](const Provider &found, const Error &why) {
        m_provider = found;
        error = why;
    });
    discovery.start();
    QVERIFY(QTest::qWaitFor([&] { return error.has_value(); }, 20'000));
    QVERIFY2(!error->isError(), qPrintable(error->detail()));
    QVERIFY(discovery.signsIdTokens());
    m_provider.setClientId(QStringLiteral("latchkey"));
}

void TestDemoIdentity::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".?")));
    m_server.setKnobs(options().knobs);
    // It makes each key when it first signs by it, more often than a minute in these tests.
    JwksCache::instance()->clear();
}

SignInResult TestDemoIdentity::signIn()
{
    DeviceSignIn attempt(m_provider);
    std::optional<SignInResult> ended;
    connect(&attempt, &SignIn::finished, this, [&](const SignInResult &result) { ended = result; });
    attempt.start();
    if (QTest::qWaitFor([&] { return ended.has_value(); }, 20'000))
        return *ended;
    SignInResult none;
    none.error = Error(Kind::Cancelled, QStringLiteral("the attempt does not end"));
    return none;
}

void TestDemoIdentity::everyAlgorithmIsBelieved_data()
{
    QTest::addColumn<SigningAlgorithm>("algorithm");
    QTest::newRow("RS256") << SigningAlgorithm::Rs256;
    QTest::newRow("PS256") << SigningAlgorithm::Ps256;
    QTest::newRow("ES256") << SigningAlgorithm::Es256;
}

// Demand: OIDC-3.1.3.7-signature
void TestDemoIdentity::everyAlgorithmIsBelieved()
{
    QFETCH(SigningAlgorithm, algorithm);
    m_server.adjust([&](Demo::Knobs &knobs) { knobs.idTokenAlgorithm = algorithm; });
    const SignInResult result = signIn();
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    QCOMPARE(result.identity.source(), Source::Signature);
    QCOMPARE(result.identity.subject(), QStringLiteral("demo-mara"));
    QVERIFY(result.identity.checks().contains(Identity::Check::Signature));
}

void TestDemoIdentity::everyFaultIsNoticed_data()
{
    QTest::addColumn<IdTokenFault>("fault");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, IdTokenFault fault, const char *says) {
        QTest::newRow(name) << fault << QString::fromLatin1(says);
    };
    row("issuer", IdTokenFault::WrongIssuer, "\"iss\"");
    row("audience", IdTokenFault::WrongAudience, "\"aud\"");
    row("authorized party", IdTokenFault::WrongAuthorizedParty, "\"aud\"");
    row("subject", IdTokenFault::MissingSubject, "\"sub\"");
    row("end", IdTokenFault::Expired, "\"exp\"");
    row("beginning", IdTokenFault::IssuedInFuture, "\"iat\"");
    row("not signed", IdTokenFault::NotSigned, "not signed");
    row("a shared secret", IdTokenFault::SymmetricSignature, "not accepted");
    row("unknown key", IdTokenFault::UnknownKey, "no key");
    row("signature", IdTokenFault::BadSignature, "its signature");
    row("critical", IdTokenFault::CriticalHeader, "crit");
    row("form", IdTokenFault::Malformed, "");
}

void TestDemoIdentity::everyFaultIsNoticed()
{
    QFETCH(IdTokenFault, fault);
    QFETCH(QString, says);
    m_server.adjust([&](Demo::Knobs &knobs) { knobs.idTokenFault = fault; });
    m_server.clearRequests();
    const SignInResult result = signIn();
    QCOMPARE(result.error.kind(), Kind::InvalidIdToken);
    QVERIFY2(result.error.detail().contains(says), qPrintable(result.error.detail()));
    QVERIFY(!result.tokens.isValid());
    // The server's clock is ours, so that it is not the clock.
    QCOMPARE(result.error.clockSkew().count(), 0);
    // What was granted is given back.
    QVERIFY(QTest::qWaitFor(
        [&] { return !m_server.requests(Demo::Endpoint::Revocation).isEmpty(); }, 20'000));
}

// Demand: OIDC-10.1.1-rotation
void TestDemoIdentity::keysMayChange()
{
    QCOMPARE(signIn().identity.source(), Source::Signature);
    m_server.rotateKeys();
    const SignInResult result = signIn();
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    QCOMPARE(result.identity.source(), Source::Signature);
}

QTEST_GUILESS_MAIN(TestDemoIdentity)

#include "tst_demoidentity.moc"

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/jwkscache.h"
#include "scriptednetwork.h"
#include "tokensigner.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;
using std::chrono::seconds;

namespace {

const QUrl keysUrl(QStringLiteral("https://id.example.org/jwks"));
const QString es256 = QStringLiteral("ES256");

ScriptedAnswer keys(const char *keyId, const QMap<QByteArray, QByteArray> &headers = {})
{
    ScriptedAnswer answer =
        ScriptedAnswer::json(200, TokenSigner(es256, QString::fromLatin1(keyId)).keySet());
    answer.headers.insert(headers);
    return answer;
}

/// A process that wants to check signatures.
class Process
{
public:
    Process() { provider.setEndpoint(Provider::Endpoint::Jwks, keysUrl); }

    /// Whether there is the key; nothing where the keys cannot be fetched.
    std::optional<bool> has(const char *keyId)
    {
        std::optional<bool> found;
        int calls = 0;
        QObject context;
        cache.find(&client, provider, es256, QString::fromLatin1(keyId), &context,
                   [&](const Expected<JwkSet> &set) {
                       ++calls;
                       error = set ? Error() : set.error();
                       if (set)
                           found = set->hasKeyFor(es256, QString::fromLatin1(keyId));
                   });
        if (calls != 0)
            qWarning("the callback came too early");
        clock.advance(11s);
        if (calls != 1)
            qWarning("%d calls", calls);
        return found;
    }

    qsizetype fetches() const { return network.sentTo(keysUrl).size(); }

    JwksCache cache;
    VirtualScheduler clock;
    ScriptedNetwork network{&clock};
    HttpClient client{&network, &clock, nullptr};
    Provider provider;
    Error error;
};

} // namespace

/// The keys of providers: RFC 7517 §5, OpenID Connect Core §10.1.1.
class TestJwks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void keysAreKeptForAsLongAsTheServerSays_data();
    void keysAreKeptForAsLongAsTheServerSays();
    void sleepAndClocksThatAreSetKeepNothing();
    void anUnknownKeyIsFetchedOnce();
    void nobodyMakesUsFetchForEachToken();
    void aFailureIsNotKept();
    void providersAreToldApart();
    void manyProvidersAreBounded();
    void theContextMayDie();
};

void TestJwks::keysAreKeptForAsLongAsTheServerSays_data()
{
    using Headers = QMap<QByteArray, QByteArray>;
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<int>("kept");
    const Headers none;
    QTest::newRow("an hour where it does not say") << none << 3600;
    QTest::newRow("ten minutes") << Headers{{"Cache-Control", "public, max-age=600"}} << 600;
    QTest::newRow("ten minutes, in quotes") << Headers{{"Cache-Control", "Max-Age=\"600\""}} << 600;
    QTest::newRow("a minute at the least") << Headers{{"Cache-Control", "max-age=1"}} << 60;
    QTest::newRow("a minute even if it says not to")
        << Headers{{"Cache-Control", "no-store"}} << 60;
    QTest::newRow("not to be kept for longer")
        << Headers{{"Cache-Control", "no-cache, max-age=600"}} << 60;
    QTest::newRow("a day at the most")
        << Headers{{"Cache-Control", "max-age=99999999999999999999999"}} << 86400;
    QTest::newRow("less what it has been on its way")
        << Headers{{"Cache-Control", "max-age=600"}, {"Age", "200"}} << 400;
    QTest::newRow("an age that nobody understands")
        << Headers{{"Cache-Control", "max-age=600"}, {"Age", "old"}} << 600;
    QTest::newRow("a number that is none") << Headers{{"Cache-Control", "max-age=-5"}} << 60;
    QTest::newRow("the first of two")
        << Headers{{"Cache-Control", "max-age=600, max-age=1200"}} << 600;
    QTest::newRow("until a date") << Headers{{"Date", "Fri, 15 Jan 2027 08:00:00 GMT"},
                                             {"Expires", "Fri, 15 Jan 2027 08:20:00 GMT"}}
                                  << 1200;
    QTest::newRow("a lifetime counts for more than a date")
        << Headers{{"Cache-Control", "max-age=600"}, {"Expires", "Fri, 15 Jan 2037 08:20:00 GMT"}}
        << 600;
    QTest::newRow("a date that is none") << Headers{{"Expires", "0"}} << 60;
}

// The lifetime of RFC 9111 §4.2, bounded.
void TestJwks::keysAreKeptForAsLongAsTheServerSays()
{
    using Headers = QMap<QByteArray, QByteArray>;
    QFETCH(Headers, headers);
    QFETCH(int, kept);
    Process process;
    process.network.answer(keysUrl, keys("a", headers));
    QCOMPARE(process.has("a"), true);
    process.clock.advance(seconds(kept - 11 - 1));
    QCOMPARE(process.has("a"), true);
    QCOMPARE(process.fetches(), 1);
    QCOMPARE(process.has("a"), true);
    QCOMPARE(process.fetches(), 2);
}

void TestJwks::sleepAndClocksThatAreSetKeepNothing()
{
    Process process;
    process.network.answer(keysUrl, keys("a"));
    QCOMPARE(process.has("a"), true);
    process.clock.suspend(2h);
    QCOMPARE(process.has("a"), true);
    QCOMPARE(process.fetches(), 2);
    process.clock.setWallClock(process.clock.wallClock().addDays(-1));
    QCOMPARE(process.has("a"), true);
    QCOMPARE(process.fetches(), 3);
}

// Demand: OIDC-10.1.1-rotation
void TestJwks::anUnknownKeyIsFetchedOnce()
{
    Process process;
    process.network.answer(keysUrl, keys("a"));
    process.network.answer(keysUrl, keys("b"));
    // A provider may change its keys at any moment, and so right after we have fetched them.
    QCOMPARE(process.has("a"), true);
    QCOMPARE(process.has("b"), true);
    QCOMPARE(process.fetches(), 2);
    QCOMPARE(process.has("b"), true);
    QCOMPARE(process.fetches(), 2);
}

// Demand: OIDC-10.1.1-rotation
void TestJwks::nobodyMakesUsFetchForEachToken()
{
    Process process;
    process.network.answer(keysUrl, keys("a"));
    QCOMPARE(process.has("forged"), false);
    QCOMPARE(process.fetches(), 1);
    // Eleven seconds each: all of them within the minute.
    for (int i = 0; i < 5; ++i)
        QCOMPARE(process.has("forged"), false);
    QCOMPARE(process.fetches(), 2);
    process.clock.advance(1min);
    QCOMPARE(process.has("forged"), false);
    QCOMPARE(process.has("forged"), false);
    QCOMPARE(process.fetches(), 3);
}

void TestJwks::aFailureIsNotKept()
{
    Process process;
    process.network.answer(keysUrl, ScriptedAnswer::json(503, ""));
    process.network.answer(keysUrl, keys("a"));
    QCOMPARE(process.has("a"), std::nullopt);
    QCOMPARE(process.error.kind(), Kind::Network);
    QCOMPARE(process.error.endpoint(), keysUrl);
    QCOMPARE(process.has("a"), true);
    QCOMPARE(process.fetches(), 2);
}

void TestJwks::providersAreToldApart()
{
    Process process;
    const QUrl other(QStringLiteral("https://id.example.org/jwks?tenant=2"));
    process.network.answer(keysUrl, keys("a"));
    process.network.answer(other, keys("b"));
    QCOMPARE(process.has("a"), true);
    process.provider.setEndpoint(Provider::Endpoint::Jwks, other);
    QCOMPARE(process.has("a"), false);
    QCOMPARE(process.has("b"), true);
}

void TestJwks::manyProvidersAreBounded()
{
    Process process;
    for (int i = 0; i < 100; ++i) {
        const QUrl url(QStringLiteral("https://id.example.org/jwks/%1").arg(i));
        process.network.answer(url, keys("a"));
        process.provider.setEndpoint(Provider::Endpoint::Jwks, url);
        QCOMPARE(process.has("a"), true);
    }
    QCOMPARE(process.network.sent().size(), 100);
    // Some had to go, and are fetched again.
    process.provider.setEndpoint(Provider::Endpoint::Jwks,
                                 QUrl(QStringLiteral("https://id.example.org/jwks/0")));
    QCOMPARE(process.has("a"), true);
    QCOMPARE(process.network.sent().size(), 101);
}

void TestJwks::theContextMayDie()
{
    Process process;
    process.network.answer(keysUrl, keys("a"));
    for (int i = 0; i < 2; ++i) {
        auto context = std::make_unique<QObject>();
        process.cache.find(&process.client, process.provider, es256, QStringLiteral("a"),
                           context.get(),
                           [](const Expected<JwkSet> &) { qWarning("nobody is there"); });
        context.reset();
        process.clock.advance(1s);
        QCOMPARE(process.has("a"), true);
    }
}

QTEST_GUILESS_MAIN(TestJwks)

#include "tst_jwks.moc"

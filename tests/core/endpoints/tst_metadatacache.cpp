// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/metadatacache.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;
using std::chrono::seconds;

namespace {

const QUrl issuer(QStringLiteral("https://id.example.org"));
const QUrl openId(QStringLiteral("https://id.example.org/.well-known/openid-configuration"));

ScriptedAnswer document(const char *token, const QByteArray &cacheControl = {})
{
    const QJsonObject json{
        {QStringLiteral("issuer"), QStringLiteral("https://id.example.org")},
        {QStringLiteral("token_endpoint"),
         QString(QStringLiteral("https://id.example.org/") + QLatin1String(token))}};
    ScriptedAnswer answer = ScriptedAnswer::json(200, QJsonDocument(json).toJson());
    if (!cacheControl.isEmpty())
        answer.headers.insert("Cache-Control", cacheControl);
    return answer;
}

/// A process that wants to know an issuer.
class Process
{
public:
    enum class Way { Find, Refetch };

    /// The path of the token endpoint, empty where there was no answer.
    QString token(Way way = Way::Find, const QUrl &asked = issuer)
    {
        QString path;
        int calls = 0;
        QObject context;
        const auto note = [&](const Expected<MetadataCache::Found> &found) {
            ++calls;
            error = found ? Error() : found.error();
            if (!found)
                return;
            path = found->metadata.provider.endpoint(Provider::Endpoint::Token).path();
            goodUntil = found->goodUntil;
        };
        if (way == Way::Find)
            cache.find(&client, asked, &context, note);
        else
            cache.refetch(&client, asked, &context, note);
        if (calls != 0)
            qWarning("the callback came too early");
        VirtualScheduler::settle();
        if (calls != 1)
            qWarning("%d calls", calls);
        return path;
    }
    QString refetched() { return token(Way::Refetch); }
    qsizetype asked() const { return network.sentTo(openId).size(); }

    MetadataCache cache;
    VirtualScheduler clock;
    ScriptedNetwork network{&clock};
    HttpClient client{&network, &clock, nullptr};
    Error error;
    QDateTime goodUntil;
};

} // namespace

class TestMetadataCache : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void aDocumentIsUsedForItsLifetime_data();
    void aDocumentIsUsedForItsLifetime();
    void bothSpellingsAreOne();
    void askingAnewIsLimited();
    void anIssuerThatFailsIsAskedOnceAMinute();
    void aPersonMayAskAgainAtOnce();
    void whatIsForgottenIsAskedFor();
    void manyIssuersAreBounded();
};

void TestMetadataCache::aDocumentIsUsedForItsLifetime_data()
{
    QTest::addColumn<QByteArray>("cacheControl");
    QTest::addColumn<int>("lifetime");
    QTest::newRow("a day where nothing is said") << QByteArray() << 86400;
    QTest::newRow("two hours") << QByteArray("max-age=7200") << 7200;
    QTest::newRow("ten minutes at the least") << QByteArray("max-age=0") << 600;
    QTest::newRow("ten minutes where it is not to be kept") << QByteArray("no-store") << 600;
    QTest::newRow("a week at the most") << QByteArray("max-age=31536000") << 604800;
}

// Demand: OIDCD-4-cache
void TestMetadataCache::aDocumentIsUsedForItsLifetime()
{
    QFETCH(QByteArray, cacheControl);
    QFETCH(int, lifetime);
    Process process;
    process.network.answer(openId, document("a", cacheControl));
    process.network.answer(openId, document("b", cacheControl));
    QCOMPARE(process.token(), QStringLiteral("/a"));
    QCOMPARE(process.goodUntil, process.clock.wallClock().addSecs(lifetime));
    process.clock.advance(seconds(lifetime - 1));
    QCOMPARE(process.token(), QStringLiteral("/a"));
    QCOMPARE(process.asked(), 1);
    process.clock.advance(1s);
    QCOMPARE(process.token(), QStringLiteral("/b"));
    QCOMPARE(process.asked(), 2);
}

void TestMetadataCache::bothSpellingsAreOne()
{
    Process process;
    process.network.answer(openId, document("a"));
    QCOMPARE(process.token(Process::Way::Find, QUrl(QStringLiteral("https://id.example.org/"))),
             QStringLiteral("/a"));
    QCOMPARE(process.token(), QStringLiteral("/a"));
    QCOMPARE(process.asked(), 1);
}

void TestMetadataCache::askingAnewIsLimited()
{
    Process process;
    process.network.answer(openId, document("a"));
    process.network.answer(openId, document("b"));
    QCOMPARE(process.refetched(), QStringLiteral("/a"));
    process.clock.advance(59s);
    QCOMPARE(process.refetched(), QStringLiteral("/a"));
    QCOMPARE(process.asked(), 1);
    process.clock.advance(1s);
    QCOMPARE(process.refetched(), QStringLiteral("/b"));
    QCOMPARE(process.asked(), 2);
    QCOMPARE(process.token(), QStringLiteral("/b"));
}

void TestMetadataCache::anIssuerThatFailsIsAskedOnceAMinute()
{
    Process process;
    process.network.answer(openId, ScriptedAnswer::json(503, ""));
    process.network.answer(openId, document("a"));
    QVERIFY(process.refetched().isEmpty());
    QCOMPARE(process.error.kind(), Kind::Network);
    QVERIFY(process.refetched().isEmpty());
    QCOMPARE(process.error.kind(), Kind::Network);
    QCOMPARE(process.asked(), 1);
    process.clock.advance(1min);
    QCOMPARE(process.refetched(), QStringLiteral("/a"));
}

void TestMetadataCache::aPersonMayAskAgainAtOnce()
{
    Process process;
    process.network.answer(openId, ScriptedAnswer::json(503, ""));
    process.network.answer(openId, document("a"));
    QVERIFY(process.token().isEmpty());
    QCOMPARE(process.token(), QStringLiteral("/a"));
}

void TestMetadataCache::whatIsForgottenIsAskedFor()
{
    Process process;
    process.network.answer(openId, document("a"));
    process.network.answer(openId, document("b"));
    QCOMPARE(process.token(), QStringLiteral("/a"));
    process.cache.forget(QUrl(QStringLiteral("https://another.example.org")));
    QCOMPARE(process.token(), QStringLiteral("/a"));
    process.cache.forget(issuer);
    QCOMPARE(process.token(), QStringLiteral("/b"));
}

void TestMetadataCache::manyIssuersAreBounded()
{
    Process process;
    for (int i = 0; i < 100; ++i) {
        const QString name = QStringLiteral("https://%1.example.org").arg(i);
        const QJsonObject json{{QStringLiteral("issuer"), name},
                               {QStringLiteral("token_endpoint"), QString(name + u'/' + u't')}};
        process.network.answer(QUrl(name + openId.path()),
                               ScriptedAnswer::json(200, QJsonDocument(json).toJson()));
        QCOMPARE(process.token(Process::Way::Find, QUrl(name)), QStringLiteral("/t"));
    }
    QCOMPARE(process.network.sent().size(), 100);
    QCOMPARE(process.token(Process::Way::Find, QUrl(QStringLiteral("https://0.example.org"))),
             QStringLiteral("/t"));
    QCOMPARE(process.network.sent().size(), 101);
}

QTEST_GUILESS_MAIN(TestMetadataCache)

#include "tst_metadatacache.moc"

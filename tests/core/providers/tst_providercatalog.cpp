// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/providercatalog.h>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>

using namespace Latchkey;
using Endpoint = Provider::Endpoint;
using Flow = Provider::Flow;

namespace {

/// Folders of this test's own in place of the user's and the system's.
class Folders
{
public:
    Folders()
    {
        qputenv("XDG_DATA_HOME", QFile::encodeName(m_root.filePath(QStringLiteral("user"))));
        qputenv("XDG_DATA_DIRS",
                QFile::encodeName(m_root.filePath(QStringLiteral("system1")) + u':'
                                  + m_root.filePath(QStringLiteral("system2"))));
    }

    QString write(const char *folder, const char *name, const QByteArray &content) const
    {
        const QString path =
            m_root.filePath(QLatin1String(folder)) + QStringLiteral("/latchkey/providers");
        QDir().mkpath(path);
        QFile file(path + u'/' + QLatin1String(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("%s could not be written", qUtf8Printable(file.fileName()));
        return file.fileName();
    }

private:
    QTemporaryDir m_root;
};

QByteArray provider(const char *id, const char *name)
{
    return QByteArray("{\"id\":\"") + id + "\",\"name\":\"" + name + "\"}";
}

QUrl url(const char *text)
{
    return QUrl(QLatin1String(text), QUrl::StrictMode);
}

} // namespace

class TestProviderCatalog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void theBuiltInOnesAreSound();
    void demoIsTheEmbeddedProvider();
    void yotoIsAsItsTutorialsSay();
    void yotoReferenceIsAsTheReferenceSays();
    void theUsersFileWins();
    void brokenFilesAreNamedAndTheRestIsRead_data();
    void brokenFilesAreNamedAndTheRestIsRead();
    void aBrokenFileDoesNotHideABuiltInOne();
    void otherFilesAreLeftAlone();
    void theListIsSortedByName();
};

void TestProviderCatalog::theBuiltInOnesAreSound()
{
    const Folders folders;
    const ProviderCatalog catalog;
    QCOMPARE(catalog.problems(), QStringList());
    QCOMPARE(catalog.providers().size(), 3);
    for (Provider known : catalog.providers()) {
        if (known.clientId().isEmpty())
            known.setClientId(QStringLiteral("client"));
        for (const Flow flow : known.flows())
            QVERIFY2(!known.check(flow).isError(), qPrintable(known.check(flow).detail()));
        for (const Scope &scope : known.scopes())
            QVERIFY2(!scope.text.isEmpty(), qPrintable(scope.name));
    }
    QVERIFY(!catalog.provider(QStringLiteral("unheard-of")));
    QVERIFY(!catalog.provider(QString()));
}

void TestProviderCatalog::demoIsTheEmbeddedProvider()
{
    const Folders folders;
    const auto demo = ProviderCatalog().provider(QStringLiteral("demo"));
    QVERIFY(demo);
    QVERIFY(!demo->check(Flow::Device).isError());
    for (const Endpoint endpoint : {Endpoint::DeviceAuthorization, Endpoint::Token,
                                    Endpoint::Revocation, Endpoint::UserInfo, Endpoint::Jwks}) {
        QCOMPARE(demo->endpoint(endpoint).host(), QStringLiteral("127.0.0.1"));
        QCOMPARE(demo->endpoint(endpoint).port(), demo->issuer().port());
    }
}

void TestProviderCatalog::yotoIsAsItsTutorialsSay()
{
    const Folders folders;
    const auto yoto = ProviderCatalog().provider(QStringLiteral("yoto"));
    QVERIFY(yoto);
    QCOMPARE(yoto->endpoint(Endpoint::DeviceAuthorization),
             url("https://login.yotoplay.com/oauth/device/code"));
    QCOMPARE(yoto->endpoint(Endpoint::Token), url("https://login.yotoplay.com/oauth/token"));
    QCOMPARE(yoto->endpoint(Endpoint::Authorization), url("https://login.yotoplay.com/authorize"));
    QCOMPARE(yoto->audience(), QStringLiteral("https://api.yotoplay.com"));
    QCOMPARE(yoto->redirectUri(), url("http://127.0.0.1:8787/callback"));
    QCOMPARE(yoto->flows(), QList<Flow>({Flow::Device, Flow::Browser}));
    // The client id is the user's own.
    QVERIFY(yoto->clientId().isEmpty());
    QCOMPARE(yoto->check(Flow::Device).kind(), Error::Kind::Usage);
    QVERIFY(!yoto->documentation().isEmpty());

    const QStringList documented{
        QStringLiteral("family:library:view"),
        QStringLiteral("family:library:manage"),
        QStringLiteral("user:content:view"),
        QStringLiteral("user:content:manage"),
        QStringLiteral("user:icons:manage"),
        QStringLiteral("family:devices:view"),
        QStringLiteral("family:devices:manage"),
        QStringLiteral("family:devices:control"),
        QStringLiteral("family:view"),
        QStringLiteral("offline_access"),
        QStringLiteral("openid"),
        QStringLiteral("profile"),
    };
    for (const QString &scope : yoto->scopeNames())
        QVERIFY2(documented.contains(scope), qPrintable(scope));
    QVERIFY(yoto->scopeNames().contains(QLatin1String("offline_access")));
}

void TestProviderCatalog::yotoReferenceIsAsTheReferenceSays()
{
    const Folders folders;
    const auto yoto = ProviderCatalog().provider(QStringLiteral("yoto-reference"));
    QVERIFY(yoto);
    QCOMPARE(yoto->endpoint(Endpoint::DeviceAuthorization),
             url("https://api.yotoplay.com/oauth/device/code"));
    QCOMPARE(yoto->endpoint(Endpoint::Token), url("https://api.yotoplay.com/oauth/token"));
    QCOMPARE(yoto->audience(), QStringLiteral("https://api.yotoplay.com"));
    QCOMPARE(yoto->scopeNames().join(u' '), QStringLiteral("profile offline_access openid"));
    QCOMPARE(yoto->flows(), QList<Flow>{Flow::Device});
    QVERIFY(yoto->clientId().isEmpty());
}

void TestProviderCatalog::theUsersFileWins()
{
    const Folders folders;
    const auto name = [] {
        const auto found = ProviderCatalog().provider(QStringLiteral("yoto"));
        return found ? found->name() : QString();
    };
    QCOMPARE(name(), QStringLiteral("Yoto"));
    folders.write("system2", "a.json", provider("yoto", "of the second system folder"));
    QCOMPARE(name(), QStringLiteral("of the second system folder"));
    folders.write("system1", "z.json", provider("yoto", "of the first system folder"));
    QCOMPARE(name(), QStringLiteral("of the first system folder"));
    folders.write("user", "m.json", provider("yoto", "of the user"));
    QCOMPARE(name(), QStringLiteral("of the user"));
    QCOMPARE(ProviderCatalog().providers().size(), 3);
}

void TestProviderCatalog::brokenFilesAreNamedAndTheRestIsRead_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("words");
    QTest::newRow("not JSON, in its third line")
        << QByteArray("{\n  \"id\": \"a\",\n  name\n}\n") << QStringLiteral("line 3");
    QTest::newRow("truncated") << QByteArray("{\"id\": \"a\"") << QStringLiteral("line 1");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("line 1");
    QTest::newRow("a list") << QByteArray("[]") << QStringLiteral("not an object");
    QTest::newRow("a wrong field")
        << QByteArray("{\"id\": \"a\", \"flows\": 5}") << QStringLiteral("\"flows\"");
    QTest::newRow("megabytes") << QByteArray("{\"id\": \"a\", \"name\": \""
                                             + QByteArray(2 * 1024 * 1024, 'a') + "\"}")
                               << QStringLiteral("larger than");
    QTest::newRow("binary") << QByteArray(1000, '\xff') << QStringLiteral("line 1");
}

void TestProviderCatalog::brokenFilesAreNamedAndTheRestIsRead()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, words);
    const Folders folders;
    const QString path = folders.write("user", "broken.json", content);
    folders.write("user", "sound.json", provider("sound", "Sound"));
    const ProviderCatalog catalog;
    QCOMPARE(catalog.problems().size(), 1);
    const QString problem = catalog.problems().constFirst();
    QVERIFY2(problem.startsWith(path), qPrintable(problem));
    QVERIFY2(problem.contains(words), qPrintable(problem));
    QVERIFY(catalog.provider(QStringLiteral("sound")));
    QCOMPARE(catalog.providers().size(), 4);
}

void TestProviderCatalog::aBrokenFileDoesNotHideABuiltInOne()
{
    const Folders folders;
    folders.write("user", "yoto.json", "{\"id\": \"yoto\", \"name\": 5}");
    const ProviderCatalog catalog;
    QCOMPARE(catalog.problems().size(), 1);
    const auto yoto = catalog.provider(QStringLiteral("yoto"));
    QVERIFY(yoto);
    QCOMPARE(yoto->name(), QStringLiteral("Yoto"));
}

void TestProviderCatalog::otherFilesAreLeftAlone()
{
    const Folders folders;
    folders.write("user", "notes.txt", "not JSON");
    folders.write("user", "yoto.json~", "not JSON");
    QDir().mkpath(QFileInfo(folders.write("user", "a.json", provider("a", "A"))).path()
                  + QStringLiteral("/folder.json"));
    const ProviderCatalog catalog;
    QCOMPARE(catalog.problems(), QStringList());
    QCOMPARE(catalog.providers().size(), 4);
}

void TestProviderCatalog::theListIsSortedByName()
{
    const Folders folders;
    folders.write("user", "1.json", provider("1", "zebra"));
    folders.write("user", "2.json", provider("2", "Aardvark"));
    folders.write("user", "3.json", provider("3", "aardwolf"));
    QStringList names;
    for (const Provider &known : ProviderCatalog().providers())
        names += known.name();
    QCOMPARE(names.size(), 6);
    QVERIFY(std::is_sorted(names.cbegin(), names.cend(), [](const QString &a, const QString &b) {
        return a.compare(b, Qt::CaseInsensitive) < 0;
    }));
}

QTEST_GUILESS_MAIN(TestProviderCatalog)

#include "tst_providercatalog.moc"

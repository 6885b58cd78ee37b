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

/// Those that come with Latchkey.
constexpr int builtIn = 12;

} // namespace

class TestProviderCatalog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void theUsersFileWins();
    void brokenFilesAreNamedAndTheRestIsRead_data();
    void brokenFilesAreNamedAndTheRestIsRead();
    void theLineOfAFaultIsNamed_data();
    void theLineOfAFaultIsNamed();
    void aFolderWithoutEndIsReadInPart();
    void namesThatAreUnheardOf();
    void aBrokenFileDoesNotHideABuiltInOne();
    void otherFilesAreLeftAlone();
    void theListIsSortedByName();
};

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
    QCOMPARE(ProviderCatalog().providers().size(), builtIn);
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
    QTest::newRow("nested beyond reason")
        << QByteArray(100'000, '[') + QByteArray(100'000, ']') << QStringLiteral("line 1");
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
    QCOMPARE(catalog.providers().size(), builtIn + 1);
}

void TestProviderCatalog::theLineOfAFaultIsNamed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const char *content, int line, const char *words) {
        QTest::newRow(name) << QByteArray(content) << line << QString::fromLatin1(words);
    };
    row("a field of the wrong type", "{\n \"id\": \"a\",\n \"name\": 5\n}", 3, "\"name\" is not");
    row("an unknown field", "{\"id\": \"a\",\n\n\n\"nmae\": \"b\"}", 4, "\"nmae\" is not a field");
    row("what is in an object", "{\"id\": \"a\", \"endpoints\": {\n\"token\":\n \"/a\"}}", 2,
        "\"endpoints\": \"token\" is not");
    row("an entry of a list", "{\"id\": \"a\", \"flows\": [\n\"device\",\n\"implicit\"\n]}", 3,
        "\"flows\": entry 2 is");
    row("what is in an entry of a list",
        "{\"id\":\"a\",\"scopes\":[{\"name\":\"b\"},\n\n{\"name\":\"c\",\n\"text\":5}]}", 4,
        "\"scopes\": entry 2: \"text\" is not");
    row("after text that looks like JSON",
        "{\"name\": \"}]\\\"{,:[\",\n \"id\": \"a\", \"client_id\": [1, {\"b\": \"]\"}, -1e5, "
        "null],\n"
        "\"audience\": true}",
        2, "\"client_id\" is not");
    row("after numbers and words", "{\"id\":\"a\",\"scopes\":[\n1.5e3,\ntrue,\nnull]}", 2,
        "\"scopes\": entry 1 has no name");
    row("a name that is written in another way", "{\n\"id\": \"a\",\n\"na\\u006de\": 5}", 3,
        "\"name\"");
    row("a field that is not there", "\n\n{\n\"name\": \"a\"}", 3, "\"id\" has to be");
    row("a part of an entry that is not there",
        "{\"id\": \"a\",\n\"suggestions\": [\n{\"method\": \"GET\"}\n]}", 3, "\"url\" is missing");
}

void TestProviderCatalog::theLineOfAFaultIsNamed()
{
    QFETCH(QByteArray, content);
    QFETCH(int, line);
    QFETCH(QString, words);
    const Folders folders;
    const QString path = folders.write("user", "broken.json", content);
    const QString problem = ProviderCatalog().problems().join(u'|');
    const QString start = QStringLiteral("%1: line %2: ").arg(path).arg(line);
    QVERIFY2(problem.startsWith(start), qPrintable(problem));
    QVERIFY2(problem.mid(start.size()).contains(words), qPrintable(problem));
}

void TestProviderCatalog::aFolderWithoutEndIsReadInPart()
{
    const Folders folders;
    for (int i = 0; i < 510; ++i) {
        const QByteArray id = QByteArray::number(1000 + i);
        folders.write("user", (id + ".json").constData(), provider(id.constData(), id.constData()));
    }
    folders.write("system1", "sound.json", provider("sound", "Sound"));
    const ProviderCatalog catalog;
    QCOMPARE(catalog.providers().size(), builtIn + 501);
    QCOMPARE(catalog.problems().size(), 1);
    QVERIFY(catalog.problems().constFirst().contains(QLatin1String("first 500 files")));
}

void TestProviderCatalog::namesThatAreUnheardOf()
{
    const Folders folders;
    const ProviderCatalog catalog;
    QVERIFY(!catalog.provider(QStringLiteral("unheard-of")));
    QVERIFY(!catalog.provider(QString()));
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
    QCOMPARE(catalog.providers().size(), builtIn + 1);
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
    QCOMPARE(names.size(), builtIn + 3);
    QVERIFY(std::is_sorted(names.cbegin(), names.cend(), [](const QString &a, const QString &b) {
        return a.compare(b, Qt::CaseInsensitive) < 0;
    }));
}

QTEST_GUILESS_MAIN(TestProviderCatalog)

#include "tst_providercatalog.moc"

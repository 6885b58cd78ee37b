// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/pkce.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Latchkey;

class tst_Pkce : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void challenge_data();
    void challenge();
    void verifierIsOfTheRightKind();
    void noTwoAreAlike();
    void everyCharacterOccurs();
    void comparesSecrets_data();
    void comparesSecrets();
};

void tst_Pkce::challenge_data()
{
    QTest::addColumn<QString>("verifier");
    QTest::addColumn<QString>("challenge");
    QTest::newRow("RFC 7636 appendix B")
        << QStringLiteral("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        << QStringLiteral("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    // Demand: Dressipi-pkce
    QTest::newRow("Dressipi's documents")
        << QStringLiteral("1tBnEmtSImyCykPHxHYBdzpSFhKEj0Q1LuiHd4fdDlY")
        << QStringLiteral("p7CN1Zi4o5ARn1mYNvNFvj2r5cKkr2k6y7a573eHJXQ");
}

// Demand: RFC7636-4.2-s256
void tst_Pkce::challenge()
{
    QFETCH(QString, verifier);
    QFETCH(QString, challenge);
    QCOMPARE(Pkce::challengeFor(verifier), challenge);
}

// Demand: RFC7636-4.1-verifier
void tst_Pkce::verifierIsOfTheRightKind()
{
    static const QRegularExpression unreserved(QStringLiteral("\\A[A-Za-z0-9._~-]{43,128}\\z"));
    const Pkce pkce = Pkce::create();
    QVERIFY2(unreserved.match(pkce.verifier).hasMatch(), qPrintable(pkce.verifier));
    QCOMPARE(pkce.challenge, Pkce::challengeFor(pkce.verifier));
    QCOMPARE(pkce.challenge.size(), 43);
    QVERIFY(!pkce.challenge.contains(u'='));
}

// Demand: RFC7636-4.1-verifier
void tst_Pkce::noTwoAreAlike()
{
    QSet<QString> words;
    for (int i = 0; i < 1000; ++i)
        words.insert(randomWord());
    QCOMPARE(words.size(), 1000);
}

// A generator that gives the same bits again and again, or text for bytes, uses fewer of them.
// Demand: RFC7636-4.1-verifier
void tst_Pkce::everyCharacterOccurs()
{
    QSet<QChar> characters;
    for (int i = 0; i < 200; ++i) {
        for (const QChar character : randomWord())
            characters.insert(character);
    }
    QCOMPARE(characters.size(), 64);
}

void tst_Pkce::comparesSecrets_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<bool>("same");
    QTest::newRow("the same") << QStringLiteral("abc") << QStringLiteral("abc") << true;
    QTest::newRow("another last character")
        << QStringLiteral("abc") << QStringLiteral("abd") << false;
    QTest::newRow("another first character")
        << QStringLiteral("abc") << QStringLiteral("bbc") << false;
    QTest::newRow("a part") << QStringLiteral("abc") << QStringLiteral("ab") << false;
    QTest::newRow("case") << QStringLiteral("abc") << QStringLiteral("abC") << false;
    QTest::newRow("beyond Latin-1") << QString(QChar(0x0161)) << QStringLiteral("a") << false;
    QTest::newRow("nothing against something") << QString() << QStringLiteral("a") << false;
}

void tst_Pkce::comparesSecrets()
{
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(bool, same);
    QCOMPARE(isSameSecret(a, b), same);
    QCOMPARE(isSameSecret(b, a), same);
}

QTEST_APPLESS_MAIN(tst_Pkce)
#include "tst_pkce.moc"

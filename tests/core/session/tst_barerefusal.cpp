// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "refusedaccount.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

const QString firstRefresh = QStringLiteral("secret-refresh");
const QString secondAccess = QStringLiteral("secret-access-2");
const QString secondRefresh = QStringLiteral("secret-refresh-2");
const ScriptedAnswer bare401{401, "", {}};
const ScriptedAnswer good = AccountsFixture::grant(secondAccess, secondRefresh);

} // namespace

/// Some servers answer a dead refresh token with a status and nothing that could be read.
class tst_BareRefusal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void endsTheSession_data();
    void endsTheSession();
    void isAskedAgainAfterAPause();
    void onceOnly_data();
    void onceOnly();
};

void tst_BareRefusal::endsTheSession_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    const QByteArray page = "<html><body>Forbidden</body></html>";
    for (const int status : {400, 401, 403}) {
        QTest::addRow("%d, empty", status) << ScriptedAnswer{status, "", {}};
        QTest::addRow("%d, a page", status) << ScriptedAnswer{status, page, {}};
        QTest::addRow("%d, JSON without an error", status)
            << ScriptedAnswer::json(status, "{\"message\":\"no\"}");
        QTest::addRow("%d, cut off", status) << ScriptedAnswer::json(status, "{\"error\":\"inv");
    }
}

void tst_BareRefusal::endsTheSession()
{
    QFETCH(ScriptedAnswer, answer);
    RefusedAccount one(answer);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.refreshes().size(), 2);
    QVERIFY(one.refreshes().at(1).at - one.refreshes().at(0).at >= 1s);
    QCOMPARE(one.storedRefreshToken(), firstRefresh);
    QVERIFY(one.isMarked());
    one.clock.advance(3h);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(one.refreshes().size(), 2);
}

void tst_BareRefusal::isAskedAgainAfterAPause()
{
    RefusedAccount one(bare401);
    one.network.answer(one.tokenUrl, good);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.refreshes().size(), 2);
    QCOMPARE(one.storedRefreshToken(), secondRefresh);
    QVERIFY(!one.isMarked());
}

void tst_BareRefusal::onceOnly_data()
{
    QTest::addColumn<ScriptedAnswer>("then");
    QTest::newRow("then 503") << ScriptedAnswer{503, "", {}};
    QTest::newRow("then unreachable")
        << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError);
    QTest::newRow("then a captive portal") << ScriptedAnswer{200, "<html>", {}};
    QTest::newRow("then another client id wanted")
        << AccountsFixture::refusal(QStringLiteral("invalid_client"), 401);
}

void tst_BareRefusal::onceOnly()
{
    QFETCH(ScriptedAnswer, then);
    RefusedAccount one(bare401);
    one.network.answer(one.tokenUrl, then);
    QVERIFY(one.token(*one.session).error.kind() != Error::Kind::SignedOut);
    QCOMPARE(one.session->state(), Session::State::Offline);
    QVERIFY(!one.isMarked());
    one.answerFromNowOn(good);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
}

QTEST_GUILESS_MAIN(tst_BareRefusal)
#include "tst_barerefusal.moc"

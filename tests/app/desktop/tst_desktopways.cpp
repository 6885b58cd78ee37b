// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "desktopworld.h"
#include "mainwindow.h"
#include "rendering.h"
#include "textblock.h"

#include <latchkey/browsersignin.h>
#include <latchkey/providercatalog.h>
#include <latchkey/session.h>
#include <latchkey/signinwidget.h>

#include <QtCore/QFile>
#include <QtCore/QSettings>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QNetworkReply>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>

#include <utility>

using namespace Latchkey;
using Flow = Provider::Flow;
using State = SignInWidget::State;

namespace {

Provider fromCatalogue(const char *id)
{
    return ProviderCatalog().provider(QLatin1String(id)).value_or(Provider());
}

/// A program that was built with the browser.
struct World : DesktopWorld
{
    World()
    {
        browserSignIn = [](const Provider &provider, QObject *parent) {
            return new BrowserSignIn(provider, parent);
        };
        providers = {acme(), demoProvider(), yoto(), fromCatalogue("dressipi"),
                     fromCatalogue("gitlab")};
    }

    Desktop::MainWindow *openList()
    {
        Desktop::MainWindow *window = startProgram();
        window->open();
        window->activateWindow();
        if (!QTest::qWaitForWindowActive(window))
            qWarning("the window does not get the keyboard");
        window->addAccount();
        return window;
    }

    SignInWidget *widget() const { return window()->findChild<SignInWidget *>(); }

    bool isAt(State state)
    {
        return waitUntil([&] { return widget() && widget()->state() == state; });
    }

    /// The person agrees in the browser that was opened last, which comes back to the program.
    bool agreeInBrowser()
    {
        const QUrl back = demo.provider()->approveRequest(opened.constLast());
        if (back.isEmpty())
            return false;
        browser.get(QNetworkRequest(back));
        return true;
    }

    /// The demo provider is Dressipi from now on, and the catalogue's file leads to it.
    void speakDressipi(Demo::Decision decision)
    {
        Demo::Knobs knobs = Demo::Knobs::speaking(Demo::Dialect::Dressipi);
        knobs.decision = decision;
        knobs.apiKey = QStringLiteral("key-of-the-shop");
        knobs.recordRequests = true;
        demo.provider()->setKnobs(knobs);
        demo.provider()->start();
        Provider dressipi = fromCatalogue("dressipi");
        const Provider here = demo.adopted(demoProvider());
        for (const auto which : {Provider::Endpoint::Authorization, Provider::Endpoint::Token})
            dressipi.setEndpoint(which, here.endpoint(which));
        providers = {dressipi};
    }

    void fillDressipi()
    {
        const std::pair<const char *, const char *> values[] = {
            {"domain", "shop.dressipi.example"},
            {"clientId", "latchkey"},
            {"api_key", "key-of-the-shop"},
        };
        for (const auto &[name, value] : values) {
            const auto edits = window()->findChildren<QLineEdit *>(QLatin1String(name));
            for (QLineEdit *edit : edits)
                edit->setText(QLatin1String(value));
        }
    }

    /// What the widget is at, for a test that fails.
    QString problem() const
    {
        return QStringLiteral("%1: %2").arg(int(widget()->state())).arg(widget()->error().detail());
    }

    QNetworkAccessManager browser;
};

QListView *providerList(const Desktop::MainWindow *window)
{
    return window->findChild<QListView *>(QStringLiteral("providers"));
}

QStringList listed(const Desktop::MainWindow *window, int role)
{
    QStringList names;
    const QAbstractItemModel *model = providerList(window)->model();
    for (int row = 0; row < model->rowCount(); ++row)
        names += model->index(row, 0).data(role).toString();
    return names;
}

void choose(const Desktop::MainWindow *window, const QString &name)
{
    QListView *list = providerList(window);
    const auto row = listed(window, Qt::DisplayRole).indexOf(name);
    list->setCurrentIndex(list->model()->index(static_cast<int>(row), 0));
    QTest::keyClick(list, Qt::Key_Return);
}

QLineEdit *field(const Desktop::MainWindow *window, const char *name)
{
    const auto edits = window->findChildren<QLineEdit *>(QLatin1String(name));
    for (QLineEdit *edit : edits) {
        if (edit->isVisible())
            return edit;
    }
    return nullptr;
}

QStringList found(const Desktop::MainWindow *window)
{
    QStringList texts;
    const auto blocks = window->findChildren<TextBlock *>(QStringLiteral("found"));
    for (const TextBlock *block : blocks) {
        if (block->isVisible())
            texts.append(block->text());
    }
    return texts;
}

QPushButton *button(const QWidget *parent, const QString &text)
{
    const auto buttons = parent->findChildren<QPushButton *>();
    for (QPushButton *candidate : buttons) {
        if (candidate->isVisible() && candidate->text() == text)
            return candidate;
    }
    return nullptr;
}

} // namespace

/// The ways to sign in as the window offers them, and what it asks for before.
class tst_DesktopWays : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Rendering::failOnWarning(); }

    void theListSaysTheWays();
    void theSearchNarrowsTheList();
    void theFormAsksForWhatIsOpen();
    void whatIsWrongIsSaidBesideItsField();
    void secretsAreNotRemembered();
    void whatMayBeLeftOutMayBeLeftOut();
    void anIssuerShowsWhatWasFound();
    void anotherAddressForgetsWhatWasFound();
    void theDemoSignsInByBrowser();
    void theCodeOfTheDemoGoesOnInTheBrowser();
    void backFromAWayToTheChoice();
    void dressipiGivesTheCodeToTheProgram();
    void dressipiAsksThePersonWhereNoCodeComes();
};

void tst_DesktopWays::theListSaysTheWays()
{
    World world;
    const Desktop::MainWindow *window = world.openList();
    QCOMPARE(listed(window, Qt::AccessibleTextRole),
             QStringList({
                 QStringLiteral("acme.example. By browser"),
                 QStringLiteral("Demo provider. By code or by browser, on this computer"),
                 QStringLiteral("Yoto. By code or by browser; needs a client id"),
                 QStringLiteral("Dressipi. By a pasted code; needs a client id"),
                 QStringLiteral("GitLab. By code or by browser; needs a client id"),
                 QStringLiteral("Other. Enter the address of an issuer"),
             }));
}

void tst_DesktopWays::theSearchNarrowsTheList()
{
    World world;
    Desktop::MainWindow *window = world.openList();
    QLineEdit *search = field(window, "search");
    QVERIFY(search);
    search->setFocus();
    QTest::keyClicks(search, QStringLiteral("LAB"));
    QCOMPARE(listed(window, Qt::DisplayRole),
             QStringList({QStringLiteral("GitLab"), QStringLiteral("Other")}));
    // By a way as well.
    search->setText(QStringLiteral("pasted"));
    QCOMPARE(listed(window, Qt::DisplayRole),
             QStringList({QStringLiteral("Dressipi"), QStringLiteral("Other")}));
    // The first Esc empties the search, the second leaves.
    QTest::keyClick(search, Qt::Key_Escape);
    QCOMPARE(listed(window, Qt::DisplayRole).size(), 6);
    QVERIFY(search->text().isEmpty());
    QTest::keyClicks(search, QStringLiteral("i"));
    QTest::keyClick(search, Qt::Key_Down);
    QVERIFY(search->hasFocus());
    QCOMPARE(providerList(window)->currentIndex().row(), 1);
    search->setText(QStringLiteral("git"));
    QTest::keyClick(search, Qt::Key_Return);
    QVERIFY(field(window, "clientId"));
}

void tst_DesktopWays::theFormAsksForWhatIsOpen()
{
    World world;
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Dressipi"));
    QLineEdit *domain = field(window, "domain");
    QLineEdit *clientId = field(window, "clientId");
    QLineEdit *apiKey = field(window, "api_key");
    QVERIFY(domain && clientId && apiKey);
    QVERIFY(domain->hasFocus());
    QCOMPARE(domain->placeholderText(), QStringLiteral("For instance dressipi.example.com"));
    QCOMPARE(domain->accessibleName(), QStringLiteral("Your Dressipi domain"));
    QCOMPARE(domain->echoMode(), QLineEdit::Normal);
    QCOMPARE(apiKey->echoMode(), QLineEdit::Password);
    QCOMPARE(visibleButton(window, "documentation")->text(), QStringLiteral("Read about it"));
    QVERIFY(visibleText(window, "explanation").contains(QStringLiteral("docs.mapp.com")));
    QAbstractButton *goOn = visibleButton(window, "continue");
    QVERIFY(!goOn->isEnabled());
    domain->setText(QStringLiteral("shop.dressipi.example"));
    clientId->setText(QStringLiteral("client-7"));
    QVERIFY(!goOn->isEnabled());
    apiKey->setText(QStringLiteral(" key-of-the-shop \n"));
    QVERIFY(goOn->isEnabled());
    goOn->click();
    QVERIFY(world.waitUntil([&] { return world.widget() && world.widget()->isVisible(); }));
    const Provider provider = world.widget()->provider();
    QCOMPARE(provider.endpoint(Provider::Endpoint::Token),
             QUrl(QStringLiteral("https://shop.dressipi.example/api/oauth/token")));
    QCOMPARE(provider.clientId(), QStringLiteral("client-7"));
    QCOMPARE(
        provider.extraHeaders(Provider::Endpoint::Token),
        (QMap<QString, QString>{{QStringLiteral("x-api-key"), QStringLiteral("key-of-the-shop")}}));
    QVERIFY(provider.placeholders().isEmpty());
    world.widget()->cancel();
}

void tst_DesktopWays::whatIsWrongIsSaidBesideItsField()
{
    World world;
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Dressipi"));
    field(window, "domain")->setText(QStringLiteral("shop.example/evil?x="));
    field(window, "clientId")->setText(QStringLiteral("client-7"));
    field(window, "api_key")->setText(QStringLiteral("key-of-the-shop"));
    field(window, "api_key")->setFocus();
    visibleButton(window, "continue")->click();
    const QString problem = visibleText(window, "domainProblem");
    QVERIFY(!problem.isEmpty());
    QVERIFY(field(window, "domain")->hasFocus());
    QCOMPARE(field(window, "domain")->accessibleDescription(), problem);
    QVERIFY(visibleText(window, "clientIdProblem").isEmpty());
    QVERIFY(visibleText(window, "problem").isEmpty());
    // It goes as soon as it may be true no longer.
    QTest::keyClicks(field(window, "domain"), QStringLiteral("y"));
    QVERIFY(visibleText(window, "domainProblem").isEmpty());
}

void tst_DesktopWays::secretsAreNotRemembered()
{
    World world;
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Dressipi"));
    field(window, "domain")->setText(QStringLiteral("shop.dressipi.example"));
    field(window, "clientId")->setText(QStringLiteral("client-7"));
    field(window, "api_key")->setText(QStringLiteral("key-of-the-shop"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.waitUntil([&] { return world.widget() && world.widget()->isVisible(); }));
    world.widget()->cancel();
    world.settings->sync();
    QFile file(world.settings->fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray kept = file.readAll();
    QVERIFY(kept.contains("shop.dressipi.example"));
    QVERIFY(!kept.contains("key-of-the-shop"));

    window = world.openList();
    choose(window, QStringLiteral("Dressipi"));
    QCOMPARE(field(window, "domain")->text(), QStringLiteral("shop.dressipi.example"));
    QCOMPARE(field(window, "clientId")->text(), QStringLiteral("client-7"));
    QCOMPARE(field(window, "api_key")->text(), QString());
    QVERIFY(field(window, "api_key")->hasFocus());
}

void tst_DesktopWays::whatMayBeLeftOutMayBeLeftOut()
{
    World world;
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("GitLab"));
    // What the provider itself would take stands there.
    QCOMPARE(field(window, "domain")->text(), QStringLiteral("gitlab.com"));
    QVERIFY(field(window, "client_secret")->accessibleName().endsWith(u"(optional)"));
    QVERIFY(!visibleButton(window, "continue")->isEnabled());
    field(window, "clientId")->setText(QStringLiteral("client-7"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.isAt(State::Choosing));
    QCOMPARE(world.widget()->provider().endpoint(Provider::Endpoint::Token).host(),
             QStringLiteral("gitlab.com"));
    QCOMPARE(world.widget()->provider().clientSecret(), QString());
    world.widget()->cancel();
}

void tst_DesktopWays::anIssuerShowsWhatWasFound()
{
    World world;
    world.demo.provider()->start();
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Other"));
    field(window, "issuer")->setText(world.demo.provider()->issuer().toString());
    field(window, "clientId")->setText(QStringLiteral("latchkey"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.waitUntil([&] { return !found(window).isEmpty(); }));
    const QStringList texts = found(window);
    QCOMPARE(texts.size(), 4);
    QCOMPARE(texts.at(0), world.demo.provider()->issuer().toString());
    QCOMPARE(texts.at(1), QStringLiteral("By code or by browser, on this computer"));
    QVERIFY2(texts.at(2).contains(QStringLiteral("openid")), qPrintable(texts.at(2)));
    QCOMPARE(texts.at(3), QStringLiteral("127.0.0.1"));
    QVERIFY(!world.widget() || !world.widget()->isVisible());
    QCOMPARE(visibleButton(window, "continue")->text(), QStringLiteral("Sign in"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.isAt(State::Choosing));
    button(world.widget(), QStringLiteral("Sign in"))->click();
    QVERIFY(world.isAt(State::CodeShown));
    QVERIFY2(world.approve(), qPrintable(world.problem()));
}

void tst_DesktopWays::anotherAddressForgetsWhatWasFound()
{
    World world;
    world.demo.provider()->start();
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Other"));
    field(window, "issuer")->setText(world.demo.provider()->issuer().toString());
    field(window, "clientId")->setText(QStringLiteral("latchkey"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.waitUntil([&] { return !found(window).isEmpty(); }));
    field(window, "issuer")->setText(QStringLiteral("http://127.0.0.1:1"));
    QVERIFY(found(window).isEmpty());
    QCOMPARE(visibleButton(window, "continue")->text(), QStringLiteral("Continue"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "problem").isEmpty(); }));
    QVERIFY(found(window).isEmpty());
    // What was typed for the client is still there.
    QCOMPARE(field(window, "clientId")->text(), QStringLiteral("latchkey"));
}

void tst_DesktopWays::theDemoSignsInByBrowser()
{
    World world;
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Demo provider"));
    QVERIFY(world.isAt(State::Choosing));
    const auto radios = world.widget()->findChildren<QRadioButton *>();
    QVERIFY(radios.at(1)->isVisible());
    QVERIFY(!radios.at(2)->isVisible());
    radios.at(1)->click();
    button(world.widget(), QStringLiteral("Sign in"))->click();
    QVERIFY(world.isAt(State::BrowserOpened));
    QCOMPARE(world.opened.size(), 1);
    QVERIFY(world.agreeInBrowser());
    QVERIFY2(world.waitUntil([&] { return world.accounts->count() == 1; }),
             qPrintable(world.problem()));
    QCOMPARE(world.accounts->sessions().constFirst()->provider().id(), QStringLiteral("demo"));
}

void tst_DesktopWays::theCodeOfTheDemoGoesOnInTheBrowser()
{
    World world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    // Whoever asked for the demo sees a code at once.
    QVERIFY(world.isAt(State::CodeShown));
    button(world.widget(), QStringLiteral("Open in browser"))->click();
    QVERIFY(world.isAt(State::BrowserOpened));
    QCOMPARE(world.opened.size(), 1);
    QVERIFY(button(world.widget(), QStringLiteral("Use another device")));
    QVERIFY(world.agreeInBrowser());
    QVERIFY2(world.waitUntil([&] { return world.accounts->count() == 1; }),
             qPrintable(world.problem()));
}

void tst_DesktopWays::backFromAWayToTheChoice()
{
    World world;
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Demo provider"));
    QVERIFY(world.isAt(State::Choosing));
    button(world.widget(), QStringLiteral("Sign in"))->click();
    QVERIFY(world.isAt(State::CodeShown));
    world.widget()->chooseWay();
    QVERIFY(world.isAt(State::Choosing));
    // Cancel there leads out, as it does anywhere.
    button(world.widget(), QStringLiteral("Cancel"))->click();
    QVERIFY(world.waitUntil([&] { return !world.widget()->isVisible(); }));
    QCOMPARE(world.accounts->count(), 0);
}

// The API key, the domain and the client id come from the form; no browser and no field is needed.
void tst_DesktopWays::dressipiGivesTheCodeToTheProgram()
{
    World world;
    world.speakDressipi(Demo::Decision::Allow);
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Dressipi"));
    world.fillDressipi();
    visibleButton(window, "continue")->click();
    QVERIFY2(world.waitUntil([&] { return world.accounts->count() == 1; }),
             qPrintable(world.problem()));
    QVERIFY(world.opened.isEmpty());
    const Session *session = world.accounts->sessions().constFirst();
    QCOMPARE(session->provider().secrets().value(QStringLiteral("api_key")),
             QStringLiteral("key-of-the-shop"));
}

void tst_DesktopWays::dressipiAsksThePersonWhereNoCodeComes()
{
    World world;
    world.speakDressipi(Demo::Decision::Ask);
    Desktop::MainWindow *window = world.openList();
    choose(window, QStringLiteral("Dressipi"));
    world.fillDressipi();
    visibleButton(window, "continue")->click();
    QVERIFY2(world.isAt(State::PasteCode), qPrintable(world.problem()));
    QCOMPARE(world.opened.size(), 1);
    // What the page shows in the end.
    const QUrl shown = world.demo.provider()->approveRequest(world.opened.constLast());
    const QString code = QUrlQuery(shown).queryItemValue(QStringLiteral("code"));
    QVERIFY(!code.isEmpty());
    auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(field && world.widget()->isAncestorOf(field));
    // Something else that was on the clipboard.
    field->setText(QStringLiteral("https://shop.example/basket?state=1"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(world.widget()->state(), State::PasteCode);
    QVERIFY(!field->accessibleDescription().isEmpty());
    field->setText(QStringLiteral(" \"") + code + QStringLiteral("\" "));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY2(world.waitUntil([&] { return world.accounts->count() == 1; }),
             qPrintable(world.problem()));
}

QTEST_MAIN(tst_DesktopWays)

#include "tst_desktopways.moc"

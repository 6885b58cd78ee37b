// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "desktopworld.h"
#include "mainwindow.h"
#include "rendering.h"

#include <latchkey/pastedcodesignin.h>
#include <latchkey/providercatalog.h>
#include <latchkey/signinwidget.h>

#include <QtCore/QDir>
#include <QtCore/QTextStream>
#include <QtGui/QScreen>
#include <QtGui/QWindow>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QStyleFactory>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

Provider github()
{
    Provider provider;
    provider.setId(QStringLiteral("github"));
    provider.setName(QStringLiteral("GitHub"));
    provider.setClientId(QStringLiteral("desktop"));
    provider.setFlows({Provider::Flow::Device});
    provider.setScopes({{QStringLiteral("read:user"), QStringLiteral("See your profile")},
                        {QStringLiteral("repo"), QStringLiteral("See and change your code")}});
    return provider;
}

void addAccounts(DesktopWorld &world)
{
    Provider yoto = DesktopWorld::yoto();
    yoto.setClientId(QStringLiteral("desktop"));
    SignInResult mara = world.signedInAs(yoto, QStringLiteral("Mara Lindqvist"),
                                         QStringLiteral("mara@example.org"), 24 * 3600);
    // Good for a day and renewed ahead of its end, which no picture lives to see.
    mara.tokens.setRefreshToken(QStringLiteral("refresh"));
    world.addAccount(mara);
    world.addAccount(world.signedInAs(github(), QStringLiteral("mlindqvist"),
                                      QStringLiteral("mara@code.example"), 0));
    world.addAccount(world.signedInAs(DesktopWorld::acme(), QStringLiteral("Mara (work)"),
                                      QStringLiteral("mara@acme.example"), 3600));
    world.scheduler.advance(6h + 36min);
}

void choose(const DesktopWorld &world, int row)
{
    auto *list = world.window()->findChild<QListView *>(QStringLiteral("accounts"));
    list->setCurrentIndex(list->model()->index(row, 0));
}

void chooseProvider(const DesktopWorld &world, int row)
{
    auto *list = world.window()->findChild<QListView *>(QStringLiteral("providers"));
    list->setCurrentIndex(list->model()->index(row, 0));
    QTest::keyClick(list, Qt::Key_Return);
}

void showCode(DesktopWorld &world)
{
    auto *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    world.waitUntil([&] {
        const auto *widget = window->findChild<SignInWidget *>();
        return widget->state() == SignInWidget::State::CodeShown;
    });
}

/// Stands for the browser where nobody goes on in it.
SignIn *byBrowser(const Provider &provider, QObject *parent)
{
    return new PastedCodeSignIn(provider, parent);
}

void openForm(DesktopWorld &world, const char *id)
{
    world.browserSignIn = byBrowser;
    world.providers = {ProviderCatalog().provider(QLatin1String(id)).value_or(Provider())};
    world.startProgram()->open();
    world.window()->addAccount();
    chooseProvider(world, 0);
}

void fill(const DesktopWorld &world, const char *name, const QString &text)
{
    world.window()->findChild<QLineEdit *>(QLatin1String(name))->setText(text);
}

/// What leads to each picture.
struct Scene
{
    const char *name;
    void (*play)(DesktopWorld &);
};

const Scene scenes[] = {
    {"overview",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         world.window()->open();
         choose(world, 0);
     }},
    {"needs-sign-in",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         world.window()->open();
         choose(world, 2);
     }},
    {"offline",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         SignInResult arne = world.signedInAs(DesktopWorld::acme(), QStringLiteral("Arne Berg"),
                                              QStringLiteral("arne@acme.example"), 3600);
         arne.tokens.setRefreshToken(QStringLiteral("refresh"));
         // Nobody listens there.
         arne.provider.setEndpoint(Provider::Endpoint::Token,
                                   QUrl(QStringLiteral("http://127.0.0.1:1/token")));
         world.addAccount(arne);
         world.window()->open();
         choose(world, 3);
         world.scheduler.advance(1h + 1s);
         world.waitUntil([&] {
             return world.accounts->sessions().constLast()->state() == Session::State::Offline;
         });
     }},
    {"locked",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         world.endProgram();
         world.store.refuse(QStringLiteral("github"), Error::Kind::KeychainLocked);
         world.startProgram();
         world.scheduler.advance(1s);
         world.window()->open();
         choose(world, 1);
     }},
    {"keyring-absent",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         world.endProgram();
         world.store.refuse(QString(), Error::Kind::KeychainAbsent);
         world.startProgram()->open();
         world.scheduler.advance(1s);
     }},
    {"sign-in", showCode},
    {"signed-in",
     [](DesktopWorld &world) {
         showCode(world);
         world.approve();
         world.scheduler.advance(1s);
     }},
    {"signed-out",
     [](DesktopWorld &world) {
         showCode(world);
         world.approve();
         visibleButton(world.window(), "signOut")->click();
         confirm(world.window());
         world.waitUntil([&] { return !visibleText(world.window(), "sentence").isEmpty(); });
     }},
    {"add-account",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         world.window()->open();
         world.window()->addAccount();
     }},
    {"client-id",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         world.window()->open();
         world.window()->addAccount();
         chooseProvider(world, 1);
     }},
    {"other-provider",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         world.window()->open();
         world.window()->addAccount();
         chooseProvider(world, 2);
         fill(world, "issuer", QStringLiteral("http://id.example.org"));
         fill(world, "clientId", QStringLiteral("my-client"));
         visibleButton(world.window(), "continue")->click();
         world.waitUntil([&] { return !visibleText(world.window(), "problem").isEmpty(); });
     }},
    {"providers",
     [](DesktopWorld &world) {
         world.browserSignIn = byBrowser;
         world.providers = ProviderCatalog().providers();
         world.startProgram()->open();
         world.window()->addAccount();
     }},
    {"providers-search",
     [](DesktopWorld &world) {
         world.browserSignIn = byBrowser;
         world.providers = ProviderCatalog().providers();
         world.startProgram()->open();
         world.window()->addAccount();
         world.window()
             ->findChild<QLineEdit *>(QStringLiteral("search"))
             ->setText(QStringLiteral("o"));
     }},
    {"form", [](DesktopWorld &world) { openForm(world, "dressipi"); }},
    {"form-problem",
     [](DesktopWorld &world) {
         openForm(world, "dressipi");
         fill(world, "domain", QStringLiteral("https://shop.example/login"));
         fill(world, "clientId", QStringLiteral("client-7"));
         fill(world, "api_key", QStringLiteral("key-of-the-shop"));
         visibleButton(world.window(), "continue")->click();
     }},
    {"form-optional", [](DesktopWorld &world) { openForm(world, "keycloak"); }},
    {"found",
     [](DesktopWorld &world) {
         world.browserSignIn = byBrowser;
         world.demo.provider()->start();
         world.providers = {};
         world.startProgram()->open();
         world.window()->addAccount();
         chooseProvider(world, 0);
         fill(world, "issuer", world.demo.provider()->issuer().toString());
         fill(world, "clientId", QStringLiteral("latchkey"));
         visibleButton(world.window(), "continue")->click();
         world.waitUntil([&] { return !visibleText(world.window(), "found").isEmpty(); });
     }},
    {"choosing",
     [](DesktopWorld &world) {
         world.browserSignIn = byBrowser;
         world.startProgram()->open();
         world.window()->addAccount();
         chooseProvider(world, 1);
         world.waitUntil([&] {
             const auto *widget = world.window()->findChild<SignInWidget *>();
             return widget && widget->state() == SignInWidget::State::Choosing;
         });
     }},
    {"empty", [](DesktopWorld &world) { world.startProgram()->open(); }},
    {"question",
     [](DesktopWorld &world) {
         world.startProgram();
         addAccounts(world);
         world.window()->open();
         choose(world, 0);
         visibleButton(world.window(), "copyToken")->click();
     }},
};

struct Look
{
    const char *name;
    bool dark;
    int fontPixels;
    Qt::LayoutDirection direction;
    QSize size; ///< The window's own where it is empty.
};

const Look looks[] = {
    {"light", false, 14, Qt::LeftToRight, QSize()},
    {"dark", true, 14, Qt::LeftToRight, QSize()},
    {"light-200-percent", false, 28, Qt::LeftToRight, QSize()},
    {"light-right-to-left", false, 14, Qt::RightToLeft, QSize()},
    {"dark-small", true, 14, Qt::LeftToRight, QSize(620, 420)},
};

/// What is really on the screen where there is one.
QPixmap pictureOf(QWidget *widget)
{
    if (QGuiApplication::platformName() == QLatin1String("xcb")) {
        widget->raise();
        QTest::qWait(60);
        return widget->screen()->grabWindow(widget->winId());
    }
    return widget->grab();
}

bool take(const QDir &directory, const Scene &scene, const Look &look)
{
    QApplication::setPalette(look.dark ? Rendering::darkPalette() : Rendering::lightPalette());
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(look.fontPixels);
    QApplication::setFont(font);
    QApplication::setLayoutDirection(look.direction);

    DesktopWorld world;
    scene.play(world);
    if (!look.size.isEmpty())
        world.window()->resize(look.size);
    for (int i = 0; i < 5; ++i) {
        world.scheduler.advance(10ms);
        QTest::qWait(10);
    }
    QWidget *shown = world.window();
    if (auto *box = shown->findChild<QMessageBox *>(QStringLiteral("question")))
        shown = box;
    const QString name = QStringLiteral("desktop-%1-%2.png")
                             .arg(QLatin1String(scene.name), QLatin1String(look.name));
    return pictureOf(shown).save(directory.filePath(name));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2 || arguments.size() > 3) {
        QTextStream(stderr) << "Usage: latchkey-shots-desktop DIRECTORY [PART OF A NAME]\n";
        return 2;
    }
    const QDir directory(arguments.at(1));
    if (!directory.mkpath(QStringLiteral(".")))
        qFatal("cannot make %s", qPrintable(directory.path()));
    for (const Look &look : looks) {
        for (const Scene &scene : scenes) {
            const QString name = QLatin1String(scene.name) + u'-' + QLatin1String(look.name);
            if (arguments.size() == 3 && !name.contains(arguments.at(2)))
                continue;
            if (!take(directory, scene, look))
                qFatal("cannot write to %s", qPrintable(directory.path()));
        }
    }
    return 0;
}

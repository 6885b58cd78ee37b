// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "desktopworld.h"

#include "mainwindow.h"
#include "scopechips.h"
#include "textblock.h"

#include <latchkey/providercatalog.h>
#include <latchkey/signinwidget.h>
#include <latchkey/usercodeview.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QSettings>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMessageBox>

#include <algorithm>
#include <utility>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

DemoProvider::Options inMemory()
{
    DemoProvider::Options options = DemoProvider::Options::inMemory();
    // The program's time is not the provider's, which would find its polls too soon.
    options.knobs.enforceInterval = false;
    options.knobs.recordRequests = true;
    return options;
}

} // namespace

void RefusingStore::refuse(const QString &part, Error::Kind kind)
{
    m_refusedPart = part;
    m_refusal = kind;
}

Error RefusingStore::refusal(const QString &key) const
{
    return key.contains(m_refusedPart) ? Error(m_refusal) : Error();
}

void RefusingStore::read(const QString &key, QObject *context, ReadCallback callback)
{
    m_items.read(key, context,
                 [this, key, callback = std::move(callback)](const ReadResult &result) {
                     const Error error = refusal(key);
                     callback(error.isError() ? ReadResult{error, false, {}} : result);
                 });
}

void RefusingStore::write(const QString &key, const QByteArray &value, QObject *context,
                          DoneCallback callback)
{
    const Error error = refusal(key);
    if (!error.isError())
        return m_items.write(key, value, context, std::move(callback));
    QMetaObject::invokeMethod(
        context, [error, callback = std::move(callback)] { callback(error); },
        Qt::QueuedConnection);
}

void RefusingStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    const Error error = m_removalRefused ? Error(Error::Kind::KeychainLocked) : refusal(key);
    if (!error.isError())
        return m_items.remove(key, context, std::move(callback));
    QMetaObject::invokeMethod(
        context, [error, callback = std::move(callback)] { callback(error); },
        Qt::QueuedConnection);
}

DesktopWorld::DesktopWorld() : DesktopWorld(inMemory())
{ }

DesktopWorld::DesktopWorld(const DemoProvider::Options &options) : demo(options)
{
    qputenv("XDG_DATA_HOME", home.filePath(QStringLiteral("data")).toLocal8Bit());
    providers = {acme(), demoProvider(), yoto()};
    // The demo provider dates its ID tokens by the real clock.
    scheduler.setWallClock(QDateTime::currentDateTimeUtc());
}

DesktopWorld::~DesktopWorld()
{
    endProgram();
}

Desktop::MainWindow *DesktopWorld::startProgram()
{
    endProgram();
    accounts = std::make_unique<Accounts>(QStringLiteral("latchkey"), &store);
    accounts->setNetworkAccessManager(&network);
    accounts->setScheduler(&scheduler);
    accounts->restore();
    accounts->watch();
    settings = std::make_unique<QSettings>(home.filePath(QStringLiteral("settings.ini")),
                                           QSettings::IniFormat);
    Desktop::Services services;
    services.accounts = accounts.get();
    services.network = &network;
    services.scheduler = &scheduler;
    services.demo = &demo;
    services.settings = settings.get();
    services.providers = [this] { return providers; };
    services.openBrowser = [this](const QUrl &url) {
        opened.append(url);
        return browserWorks;
    };
    services.browserSignIn = browserSignIn;
    m_window = std::make_unique<Desktop::MainWindow>(services);
    m_window->show();
    return m_window.get();
}

void DesktopWorld::endProgram()
{
    if (m_window)
        m_window->close();
    m_window.reset();
    accounts.reset();
    settings.reset();
}

Provider DesktopWorld::demoProvider()
{
    return ProviderCatalog().provider(QStringLiteral("demo")).value_or(Provider());
}

Provider DesktopWorld::yoto()
{
    return ProviderCatalog().provider(QStringLiteral("yoto")).value_or(Provider());
}

Provider DesktopWorld::acme()
{
    Provider provider;
    provider.setId(QStringLiteral("acme"));
    provider.setName(QStringLiteral("acme.example"));
    provider.setClientId(QStringLiteral("desktop"));
    provider.setFlows({Provider::Flow::Browser});
    provider.setScopes({{QStringLiteral("openid"), QStringLiteral("See who you are")}});
    return provider;
}

SignInResult DesktopWorld::signedInAs(const Provider &provider, const QString &name,
                                      const QString &email, int lifetime)
{
    SignInResult result;
    result.provider = provider;
    result.identity = Identity({{QStringLiteral("sub"), QStringLiteral("id|") + email},
                                {QStringLiteral("name"), name},
                                {QStringLiteral("email"), email}});
    result.tokens.setAccessToken(QStringLiteral("token of ") + email);
    result.tokens.setTokenType(QStringLiteral("Bearer"));
    result.tokens.setScopes(provider.scopeNames());
    if (lifetime > 0)
        result.tokens.setExpiresAt(scheduler.wallClock().addSecs(lifetime));
    return result;
}

Session *DesktopWorld::addAccount(const SignInResult &result)
{
    Session *session = nullptr;
    bool done = false;
    QObject context;
    accounts->add(result, QString(), &context, [&](const Accounts::AddResult &added) {
        session = added.session;
        done = true;
    });
    return waitUntil([&] { return done; }) ? session : nullptr;
}

bool DesktopWorld::approve()
{
    auto *const widget = m_window->findChild<SignInWidget *>();
    const bool shown =
        widget && waitUntil([&] { return widget->state() == SignInWidget::State::CodeShown; });
    if (!shown)
        return false;
    auto *const code = widget->findChild<UserCodeView *>();
    if (!code || !demo.provider()->approve(code->code()))
        return false;
    const int before = accounts->count();
    scheduler.advance(5s);
    return waitUntil([&] {
        return accounts->count() > before || widget->state() == SignInWidget::State::SignedIn;
    });
}

void DesktopWorld::letPass(std::chrono::seconds time)
{
    const auto isQuiet = [this] {
        const QList<Session *> sessions = accounts->sessions();
        return std::none_of(sessions.cbegin(), sessions.cend(), [](const Session *session) {
            return session->state() == Session::State::Refreshing;
        });
    };
    for (const auto end = scheduler.monotonic() + time; scheduler.monotonic() < end;) {
        scheduler.advance(std::min<std::chrono::milliseconds>(10s, end - scheduler.monotonic()));
        waitUntil(isQuiet);
    }
}

bool DesktopWorld::waitUntil(const std::function<bool()> &condition)
{
    QElapsedTimer timer;
    timer.start();
    do {
        scheduler.advance(0ms);
        if (condition())
            return true;
        QTest::qWait(5);
    } while (timer.elapsed() < 5000);
    return false;
}

QString visibleText(const QWidget *window, const char *name)
{
    const auto *text = window->findChild<TextBlock *>(QLatin1String(name));
    return text && text->isVisible() ? text->text() : QString();
}

QStringList visibleChips(const QWidget *window)
{
    QStringList texts;
    const auto *chips = window->findChild<Desktop::ScopeChips *>();
    if (!chips || !chips->isVisible())
        return texts;
    for (const QLabel *chip : chips->findChildren<QLabel *>())
        texts += chip->text();
    return texts;
}

QAbstractButton *visibleButton(const QWidget *window, const char *name)
{
    auto *button = window->findChild<QAbstractButton *>(QLatin1String(name));
    return button && button->isVisible() ? button : nullptr;
}

bool confirm(const QWidget *window)
{
    const auto *box = window->findChild<QMessageBox *>(QStringLiteral("question"));
    auto *yes = box ? box->findChild<QAbstractButton *>(QStringLiteral("confirm")) : nullptr;
    if (yes)
        yes->click();
    return yes;
}

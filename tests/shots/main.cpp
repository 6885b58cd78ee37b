// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"
#include "signinscene.h"

#include <latchkey/signindialog.h>

#include <QtCore/QCommandLineParser>
#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QTextStream>
#include <QtWidgets/QApplication>
#include <QtWidgets/QProxyStyle>
#include <QtWidgets/QStyleFactory>
#include <QtWidgets/QToolButton>

#include <array>
#include <cstdlib>

using namespace Latchkey;

namespace {

/// Fusion, standing still, with the buttons in the order of a GNOME desktop.
class PictureStyle : public QProxyStyle
{
public:
    PictureStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) { }

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        if (hint == SH_Widget_Animation_Duration)
            return 0;
        if (hint == SH_DialogButtonLayout)
            return 3;
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
};

struct State
{
    const char *name;
    SignInScene::Act act;
};

constexpr State states[] = {
    {"idle", SignInScene::Act::Idle},
    {"contacting", SignInScene::Act::Contacting},
    {"slow", SignInScene::Act::Slow},
    {"code", SignInScene::Act::Code},
    {"code-plain-uri", SignInScene::Act::CodeWithoutCompleteUri},
    {"code-loopback", SignInScene::Act::CodeOnLoopback},
    {"code-copied", SignInScene::Act::Copied},
    {"code-last-minute", SignInScene::Act::LastMinute},
    {"code-offline", SignInScene::Act::Offline},
    {"code-no-browser", SignInScene::Act::BrowserDidNotOpen},
    {"finishing", SignInScene::Act::Finishing},
    {"keychain-waiting", SignInScene::Act::WaitingForKeychain},
    {"keychain-refused", SignInScene::Act::KeychainRefused},
    {"signed-in", SignInScene::Act::SignedIn},
    {"signed-in-unknown", SignInScene::Act::SignedInNobodyKnown},
    {"expired", SignInScene::Act::Expired},
    {"denied", SignInScene::Act::Denied},
    {"failed", SignInScene::Act::Failed},
    {"choosing", SignInScene::Act::Choosing},
    {"choosing-three", SignInScene::Act::ChoosingOfThree},
    {"browser", SignInScene::Act::BrowserOpened},
    {"browser-other-ways", SignInScene::Act::BrowserOpenedWithOtherWays},
    {"browser-missing", SignInScene::Act::BrowserMissing},
    {"browser-after-expiry", SignInScene::Act::BrowserAfterExpiry},
    {"code-after-browser", SignInScene::Act::CodeAfterBrowser},
    {"browser-time-up", SignInScene::Act::BrowserTimeUp},
    {"paste", SignInScene::Act::PasteCode},
    {"paste-wrong", SignInScene::Act::PasteProblem},
    {"paste-no-browser", SignInScene::Act::PasteWithoutBrowser},
    {"denied-other-ways", SignInScene::Act::DeniedWithOtherWays},
};

struct Size
{
    const char *name;
    QSize size; ///< What the dialog itself asks for where it is empty.
    int fontPixels;
    Qt::LayoutDirection direction;
    bool everyTheme; ///< In the dark and at 2x as well; otherwise only light at 1x.
};

const Size sizes[] = {
    {"wide", QSize(), 14, Qt::LeftToRight, true},
    {"narrow", QSize(280, 420), 14, Qt::LeftToRight, true},
    {"small", QSize(344, 296), 14, Qt::LeftToRight, false},
    {"wide-200-percent", QSize(), 28, Qt::LeftToRight, false},
    {"narrow-200-percent", QSize(280, 420), 28, Qt::LeftToRight, false},
    {"wide-right-to-left", QSize(), 14, Qt::RightToLeft, false},
    {"narrow-right-to-left", QSize(280, 420), 14, Qt::RightToLeft, false},
};

void take(const QString &file, QWidget *window)
{
    // A page that scrolls is laid out in more than one round.
    VirtualScheduler::settle();
    if (!window->grab().save(file))
        qFatal("cannot write %s", qPrintable(file));
}

void takeState(const QString &path, const State &state, const Size &size)
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    // The dialog starts by itself when it appears. Cancelling would close it; here that only leads
    // from one state to the next.
    QObject::disconnect(dialog.widget(), &SignInWidget::cancelled, &dialog, nullptr);
    scene.network.answer(scene.deviceEndpoint(), ScriptedAnswer::silence());
    dialog.show();
    dialog.resize(size.size.isEmpty() ? dialog.sizeHint() : size.size);
    scene.play(state.act);
    take(path + QStringLiteral(".png"), &dialog);

    if (state.act == SignInScene::Act::Failed) {
        const auto buttons = dialog.findChildren<QToolButton *>();
        for (QToolButton *button : buttons)
            button->setChecked(true);
        take(path + QStringLiteral("-details.png"), &dialog);
    }
}

void takeSize(const QDir &directory, const Size &size, const QString &suffix, const QString &only)
{
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(size.fontPixels);
    QApplication::setFont(font);
    QApplication::setLayoutDirection(size.direction);
    for (const State &state : states) {
        const QString name = QStringLiteral("signin-%1-%2%3")
                                 .arg(QLatin1String(state.name), QLatin1String(size.name), suffix);
        if (name.contains(only))
            takeState(directory.filePath(name), state, size);
    }
}

void takeAll(const QDir &directory, int scale, const QString &only)
{
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? Rendering::darkPalette() : Rendering::lightPalette());
        const QString suffix = QStringLiteral("-%1-%2x")
                                   .arg(dark ? QLatin1String("dark") : QLatin1String("light"))
                                   .arg(scale);
        for (const Size &size : sizes) {
            if (size.everyTheme || (!dark && scale == 1))
                takeSize(directory, size, suffix, only);
        }
    }
}

// The scale of a screen is fixed when the program starts, so each has a process of its own.
void startAt(QProcess *process, int scale, const QStringList &arguments)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QString::number(scale));
    environment.insert(QStringLiteral("LATCHKEY_SHOTS_CHILD"), QStringLiteral("1"));
    process->setProcessEnvironment(environment);
    process->setProcessChannelMode(QProcess::ForwardedChannels);
    process->start(QCoreApplication::applicationFilePath(),
                   QStringList{QStringLiteral("--scale"), QString::number(scale)} + arguments);
}

int takeAtEveryScale(const QStringList &arguments)
{
    std::array<QProcess, 2> processes;
    for (size_t i = 0; i < processes.size(); ++i)
        startAt(&processes.at(i), int(i) + 1, arguments);
    int status = 0;
    for (QProcess &process : processes) {
        process.waitForFinished(-1);
        if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
            status = 1;
    }
    return status;
}

// The offscreen platform remarks on what it cannot do with windows, for each of them.
void leaveOutRemarks(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (!text.startsWith(QLatin1String("This plugin does not support")))
        QTextStream(stderr) << qFormatLogMessage(type, context, text) << '\n';
    if (type == QtFatalMsg)
        std::abort();
}

} // namespace

int main(int argc, char **argv)
{
    const bool isChild = qEnvironmentVariableIsSet("LATCHKEY_SHOTS_CHILD");
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qInstallMessageHandler(leaveOutRemarks);
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addPositionalArgument(QStringLiteral("directory"),
                                 QStringLiteral("where the pictures go"));
    const QCommandLineOption scale(QStringLiteral("scale"), QStringLiteral("1 or 2"),
                                   QStringLiteral("scale"), QStringLiteral("1"));
    const QCommandLineOption only(QStringLiteral("only"),
                                  QStringLiteral("take those whose name contains this"),
                                  QStringLiteral("part"));
    parser.addOptions({scale, only});
    parser.addHelpOption();
    parser.process(app);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(2);
    const QDir directory(parser.positionalArguments().constFirst());
    if (!directory.mkpath(QStringLiteral(".")))
        qFatal("cannot make %s", qPrintable(directory.path()));

    if (!isChild) {
        QStringList arguments{directory.path()};
        if (parser.isSet(only))
            arguments << QStringLiteral("--only") << parser.value(only);
        return takeAtEveryScale(arguments);
    }
    QApplication::setStyle(new PictureStyle);
    QApplication::setApplicationDisplayName(QStringLiteral("Bedtime Player"));
    takeAll(directory, parser.value(scale).toInt(), parser.value(only));
    return 0;
}

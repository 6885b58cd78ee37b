// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"
#include "signinscene.h"

#include <latchkey/signindialog.h>

#include <QtCore/QCommandLineParser>
#include <QtCore/QDir>
#include <QtCore/QProcess>
#include <QtCore/QTextStream>
#include <QtGui/QFontDatabase>
#include <QtWidgets/QApplication>
#include <QtWidgets/QProxyStyle>
#include <QtWidgets/QStyleFactory>
#include <QtWidgets/QToolButton>

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
};

struct Size
{
    const char *name;
    QSize size; ///< What the dialog itself asks for where it is empty.
    int fontPixels;
    Qt::LayoutDirection direction;
};

const Size sizes[] = {
    {"wide", QSize(), 14, Qt::LeftToRight},
    {"small", QSize(344, 272), 14, Qt::LeftToRight},
    {"narrow", QSize(280, 420), 14, Qt::LeftToRight},
    {"wide-200-percent", QSize(), 28, Qt::LeftToRight},
    {"narrow-200-percent", QSize(280, 420), 28, Qt::LeftToRight},
    {"wide-right-to-left", QSize(), 14, Qt::RightToLeft},
    {"narrow-right-to-left", QSize(280, 420), 14, Qt::RightToLeft},
};

void take(const QString &file, QWidget *window)
{
    QCoreApplication::processEvents();
    if (!window->grab().save(file))
        qFatal("cannot write %s", qPrintable(file));
}

void takeState(const QDir &directory, const State &state, const Size &size, const QString &suffix)
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    if (state.act == SignInScene::Act::Idle) {
        // The dialog starts by itself when it appears.
        scene.network.answer(scene.deviceEndpoint(), ScriptedAnswer::silence());
    }
    const QString name = QStringLiteral("signin-%1-%2%3")
                             .arg(QLatin1String(state.name), QLatin1String(size.name), suffix);
    // Cancelling closes the dialog; here it only leads from one state to the next.
    QObject::disconnect(dialog.widget(), &SignInWidget::cancelled, &dialog, nullptr);
    scene.network.answer(scene.deviceEndpoint(), ScriptedAnswer::silence());
    dialog.show();
    dialog.resize(size.size.isEmpty() ? dialog.sizeHint() : size.size);
    scene.play(state.act);
    take(directory.filePath(name + QStringLiteral(".png")), &dialog);

    if (state.act == SignInScene::Act::Failed) {
        const auto buttons = dialog.findChildren<QToolButton *>();
        for (QToolButton *button : buttons)
            button->setChecked(true);
        take(directory.filePath(name + QStringLiteral("-details.png")), &dialog);
    }
}

int takeAll(const QDir &directory, int scale, const QString &only)
{
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? Rendering::darkPalette() : Rendering::lightPalette());
        for (const Size &size : sizes) {
            QFont font(QStringLiteral("Inter"));
            font.setPixelSize(size.fontPixels);
            QApplication::setFont(font);
            QApplication::setLayoutDirection(size.direction);
            const QString suffix = QStringLiteral("-%1-%2x")
                                       .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"))
                                       .arg(scale);
            for (const State &state : states) {
                const QString name =
                    QStringLiteral("signin-%1-%2%3")
                        .arg(QLatin1String(state.name), QLatin1String(size.name), suffix);
                if (name.contains(only))
                    takeState(directory, state, size, suffix);
            }
        }
    }
    return 0;
}

// The scale of a screen is fixed when the program starts, so each has a process of its own.
int takeAllAt(int scale, const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), QString::number(scale));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(QCoreApplication::applicationFilePath(),
                  QStringList{QStringLiteral("--scale"), QString::number(scale)} + arguments);
    process.waitForFinished(-1);
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 1;
}

} // namespace

int main(int argc, char **argv)
{
    const bool isChild = qEnvironmentVariableIsSet("LATCHKEY_SHOTS_CHILD");
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("LATCHKEY_SHOTS_CHILD", "1");
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
        for (const int times : {1, 2}) {
            if (const int status = takeAllAt(times, arguments); status != 0)
                return status;
        }
        return 0;
    }
    QApplication::setStyle(new PictureStyle);
    QApplication::setApplicationDisplayName(QStringLiteral("Bedtime Player"));
    return takeAll(directory, parser.value(scale).toInt(), parser.value(only));
}

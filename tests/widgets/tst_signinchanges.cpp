// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"
#include "stage.h"

#include <QtCore/QTranslator>
#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QProxyStyle>
#include <QtWidgets/QStyleFactory>

#include <memory>

using namespace Latchkey;
using namespace std::chrono_literals;
using Act = SignInScene::Act;

namespace {

enum class Change { Font, Palette, Direction, Language };

/// A language in which everything is said in capitals.
class Capitals : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        if (!QByteArray(context).startsWith("Latchkey::"))
            return {};
        return QString::fromUtf8(source).toUpper();
    }
};

/// Without what moves by the real clock, which no two pictures have in common.
class StillStyle : public QProxyStyle
{
public:
    StillStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) { }

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        return hint == SH_Widget_Animation_Duration
            ? 0
            : QProxyStyle::styleHint(hint, option, widget, data);
    }
};

QFont largeFont()
{
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(23);
    return font;
}

/// What the host program's application is set to while a change lasts.
class Setting
{
public:
    explicit Setting(Change change)
        : m_font(QApplication::font()), m_palette(QApplication::palette())
    {
        switch (change) {
        case Change::Font:
            QApplication::setFont(largeFont());
            break;
        case Change::Palette:
            QApplication::setPalette(Rendering::darkPalette());
            break;
        case Change::Direction:
            QGuiApplication::setLayoutDirection(Qt::RightToLeft);
            break;
        case Change::Language:
            m_translator = std::make_unique<Capitals>();
            QCoreApplication::installTranslator(m_translator.get());
            break;
        }
    }
    ~Setting()
    {
        QApplication::setFont(m_font);
        QApplication::setPalette(m_palette);
        QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    }

private:
    QFont m_font;
    QPalette m_palette;
    std::unique_ptr<QTranslator> m_translator;
};

} // namespace

Q_DECLARE_METATYPE(SignInScene::Act)
Q_DECLARE_METATYPE(Change)

/// What the host program changes while the widget is in any of its states.
class TestSignInChanges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setStyle(new StillStyle);
        setUpApplication();
    }
    void init() { Rendering::failOnWarning(); }

    void looksAsIfItHadBeenSoFromTheStart_data();
    void looksAsIfItHadBeenSoFromTheStart();
};

void TestSignInChanges::looksAsIfItHadBeenSoFromTheStart_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<Act>("act");
    struct Row
    {
        const char *name;
        Change change;
        QSize size;
    };
    const Row rows[] = {
        {"font", Change::Font, wideSize},
        {"font, narrow", Change::Font, narrowSize},
        {"palette", Change::Palette, wideSize},
        {"direction", Change::Direction, wideSize},
        {"direction, narrow", Change::Direction, narrowSize},
        {"language", Change::Language, wideSize},
        {"language, narrow", Change::Language, narrowSize},
    };
    for (const Row &row : rows) {
        for (const NamedAct &act : allActs) {
            // What is wrong with what was pasted was said in the language of that moment.
            if (row.change == Change::Language && act.act == Act::PasteProblem)
                continue;
            QTest::addRow("%s, %s", row.name, act.name) << row.change << row.size << act.act;
        }
    }
}

void TestSignInChanges::looksAsIfItHadBeenSoFromTheStart()
{
    QFETCH(Change, change);
    QFETCH(QSize, size);
    QFETCH(Act, act);
    const auto picture = [](Stage &stage) {
        stage.scene.advance(0ms);
        return Rendering::render(&stage.window, 1);
    };
    QImage expected;
    {
        const Setting setting(change);
        Stage stage(size);
        stage.scene.play(act);
        expected = picture(stage);
    }
    Stage stage(size);
    stage.scene.play(act);
    const QImage before = picture(stage);
    const Setting setting(change);
    const QImage changed = picture(stage);
    QVERIFY(changed != before);
    QCOMPARE(changed, expected);
}

QTEST_MAIN(TestSignInChanges)
#include "tst_signinchanges.moc"

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "questions.h"

#include "texts.h"

#include <latchkey/session.h>

#include <QtCore/QCoreApplication>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

#include <utility>

namespace Latchkey::Desktop {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::Desktop)
};

QMessageBox *makeBox(QWidget *parent, const QString &title, const QString &text,
                     const QString &informativeText)
{
    // Names of accounts and providers come from the network, so nothing is taken for markup.
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(title);
    box->setText(text);
    box->setInformativeText(informativeText);
    return box;
}

void ask(QMessageBox *box, const QString &yes, std::function<void()> confirmed)
{
    box->setObjectName(QStringLiteral("question"));
    QPushButton *const accept = box->addButton(yes, QMessageBox::AcceptRole);
    accept->setObjectName(QStringLiteral("confirm"));
    QPushButton *const cancel = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(cancel);
    QObject::connect(accept, &QPushButton::clicked, box->parent(), std::move(confirmed));
    box->open();
}

QString licences()
{
    return QStringLiteral("Qt: LGPL-3.0\n"
                          "QtKeychain: BSD-2-Clause\n"
                          "QR Code generator (Nayuki): MIT\n"
                          "José: Apache-2.0\n"
                          "OpenSSL: Apache-2.0\n"
                          "libpsl: MIT\n"
                          "tl::expected: CC0-1.0\n"
                          "cpp-httplib: MIT\n"
                          "CLI11: BSD-3-Clause");
}

} // namespace

void askToCopyToken(QWidget *parent, const Session &session, std::function<void()> confirmed)
{
    auto *box = makeBox(
        parent, Text::tr("Copy access token"),
        Text::tr("Copy the access token of %1?").arg(session.name()),
        Text::tr("Whoever has it can use %1 in your name until it runs out. It is taken off the "
                 "clipboard again after one minute.")
            .arg(session.provider().name()));
    ask(box, Text::tr("Copy"), std::move(confirmed));
}

void askToSignOut(QWidget *parent, const Session &session, std::function<void()> confirmed)
{
    auto *box =
        makeBox(parent, Text::tr("Sign out"),
                Text::tr("Sign %1 out of %2?").arg(session.name(), session.provider().name()),
                signOutExplanation(session.provider().name()));
    ask(box, Text::tr("Sign out"), std::move(confirmed));
}

void showAbout(QWidget *parent)
{
    auto *box = makeBox(parent, Text::tr("About Latchkey"),
                        QStringLiteral("Latchkey %1").arg(QCoreApplication::applicationVersion()),
                        Text::tr("Signs you in, and keeps you signed in.\n\n"
                                 "© 2026 The Latchkey authors. Licence: MIT.\n\n"
                                 "It is made with:\n%1")
                            .arg(licences()));
    box->setObjectName(QStringLiteral("about"));
    box->addButton(QMessageBox::Close);
    box->open();
}

} // namespace Latchkey::Desktop

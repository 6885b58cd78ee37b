// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/error.h>

#include <QtCore/QByteArray>
#include <QtCore/QCoreApplication>

namespace Latchkey {

/// The pages that the browser's tab may be answered with, each as a whole HTTP response.
class TabPage
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::LoopbackReplyHandler)
public:
    /// Both may be empty. They are text, whatever they look like.
    TabPage(const QString &programName, const QString &providerName);

    /// What came of the sign-in; no error means that the person is signed in.
    QByteArray outcome(const Error &error) const;

    // For those who are not the answer that is waited for.
    QByteArray notFound() const;
    QByteArray wrongMethod() const;
    QByteArray badRequest() const;
    QByteArray tooLarge() const;
    QByteArray wrongHost() const;
    QByteArray anotherSignIn() const;
    QByteArray answeredBefore() const;

private:
    enum class Mark { Good, Declined, Warning };
    struct MarkLook
    {
        const char *name;
        const char *drawing;
    };

    static MarkLook lookOf(Mark mark);
    QByteArray page(const QByteArray &statusLine, Mark mark, const QString &title,
                    const QStringList &sentences) const;
    QString goBack() const;

    QString m_program;
    QString m_provider;
};

} // namespace Latchkey

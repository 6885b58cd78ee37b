// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandline.h"
#include "output.h"

#include <latchkey/provider.h>
#include <latchkey/signin.h>

#include <QtCore/QObject>

#include <memory>

namespace Latchkey {

class SystemBrowser;

/// One way to sign in as it shows on the command line: what is told, asked and opened. What becomes
/// of the result is the command's business.
class LoginWay : public QObject
{
    Q_OBJECT
public:
    /// What a way shows itself by; all of it outlives the way.
    struct Means
    {
        const CommandLine &line;
        const Output &out;
        SystemBrowser *browser;
    };

    static std::unique_ptr<LoginWay> create(Provider::Flow flow, const Provider &provider,
                                            const Means &means);
    ~LoginWay() override;

    virtual SignIn *signIn() = 0;

Q_SIGNALS:
    /// The attempt is to be cancelled, and \a error tells why.
    void givenUp(const Latchkey::Error &error);

protected:
    explicit LoginWay(const Means &means) : m_means(means) { }

    const Means &means() const { return m_means; }
    const CommandLine &line() const { return m_means.line; }
    const Output &out() const { return m_means.out; }
    /// Tells what goes wrong meanwhile; to be called once, with the attempt made.
    void watchConnection();

private:
    void tellTrouble(const Error &trouble);

    const Means m_means;
};

} // namespace Latchkey

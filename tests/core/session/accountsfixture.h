// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "scriptednetwork.h"
#include "teststore.h"
#include "virtualscheduler.h"

#include <latchkey/accounts.h>

#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>

#include <memory>
#include <optional>

namespace Latchkey {

/// A home folder of its own, a keychain, a clock and a network for Accounts.
class AccountsFixture
{
public:
    /// What a program does with its sessions.
    enum class Program {
        RunsOn, ///< It keeps their tokens fresh.
        IsShort, ///< It fetches tokens when it wants them, as a command does.
    };

    AccountsFixture();

    /// Another process of the same program, as far as files and the keychain go.
    std::unique_ptr<Accounts> process(Program program = Program::RunsOn);

    /// A person of the provider, just signed in, with a token for an hour.
    SignInResult signIn(const QString &subject, const QString &email) const;
    SignInResult mara() const;

    Accounts::AddResult add(Accounts &accounts, const SignInResult &result,
                            const QString &name = QString());
    AccessTokenResult token(Session &session, int minimumValidity = 0);
    AccessTokenResult refresh(Session &session);
    std::optional<SignOutResult> signOut(Session &session);
    void load(Session &session);

    /// What a token endpoint answers (RFC 6749 §5.1); an empty refresh token is left out.
    static ScriptedAnswer grant(const QString &accessToken, const QString &refreshToken,
                                const QJsonObject &more = {});
    /// An OAuth error (RFC 6749 §5.2).
    static ScriptedAnswer refusal(const QString &code, int status = 400);
    QList<SentRequest> refreshes() const { return network.sentTo(tokenUrl); }

    /// The items of mara()'s account as they are stored; empty where there is none.
    QJsonObject durableItem() const;
    QJsonObject cacheItem() const;
    void setDurableItem(const QString &field, const QJsonValue &value);

    QString indexPath() const;
    QByteArray indexContent() const;
    void writeIndex(const QByteArray &content) const;
    /// The lock of mara()'s account.
    QString lockPath() const;

    const QString maraId = QStringLiteral("demo/mara@demo.example");
    const QUrl tokenUrl{QStringLiteral("https://id.example.org/token")};
    const QUrl revocationUrl{QStringLiteral("https://id.example.org/revoke")};
    QTemporaryDir folder;
    TestStore store;
    VirtualScheduler clock;
    ScriptedNetwork network;

private:
    /// Lets time pass until there is a value: first by milliseconds, then faster.
    template <typename T> void wait(const std::optional<T> &value)
    {
        for (int i = 0; i < 50 && !value; ++i)
            clock.advance(std::chrono::milliseconds(1));
        for (int i = 0; i < 4000 && !value; ++i)
            clock.advance(std::chrono::milliseconds(50));
    }
};

/// Mara's account as a process finds it that has only just begun, with nothing in memory yet.
class OneAccount : public AccountsFixture
{
public:
    explicit OneAccount(Program program = Program::RunsOn);
    explicit OneAccount(const SignInResult &result, Program program);

    std::unique_ptr<Accounts> accounts;
    Session *session = nullptr;
};

} // namespace Latchkey

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <latchkey/accounts.h>
#include <latchkey/memorystore.h>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <memory>
#include <optional>

namespace Latchkey {

/// A store whose next requests fail as a test says.
class FailingStore : public MemoryStore
{
public:
    void read(const QString &key, QObject *context, ReadCallback callback) override
    {
        ++reads;
        if (!readError.isError())
            return MemoryStore::read(key, context, std::move(callback));
        QMetaObject::invokeMethod(
            context,
            [error = readError, callback = std::move(callback)] {
                callback({error, false, {}});
            },
            Qt::QueuedConnection);
    }

    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override
    {
        if (--writesThatWork >= 0)
            return MemoryStore::write(key, value, context, std::move(callback));
        fail(context, std::move(callback));
    }

    void remove(const QString &key, QObject *context, DoneCallback callback) override
    {
        if (!removalFails)
            return MemoryStore::remove(key, context, std::move(callback));
        fail(context, std::move(callback));
    }

    Error readError;
    int reads = 0;
    int writesThatWork = 1000;
    bool removalFails = false;

private:
    static void fail(QObject *context, DoneCallback callback)
    {
        QMetaObject::invokeMethod(
            context,
            [callback = std::move(callback)] {
                callback(Error(Error::Kind::KeychainDenied, QStringLiteral("scripted")));
            },
            Qt::QueuedConnection);
    }
};

/// A home folder of its own, a store, a clock and a network for Accounts.
class AccountsFixture
{
public:
    AccountsFixture() : network(&clock) { qputenv("XDG_DATA_HOME", folder.path().toLocal8Bit()); }

    /// Another process of the same program, as far as files and the keychain go.
    std::unique_ptr<Accounts> process()
    {
        auto accounts = std::make_unique<Accounts>(QStringLiteral("test"), &store);
        accounts->setScheduler(&clock);
        accounts->setNetworkAccessManager(&network);
        return accounts;
    }

    SignInResult signIn(const QString &subject, const QString &email) const
    {
        SignInResult result;
        result.provider.setId(QStringLiteral("demo"));
        result.provider.setName(QStringLiteral("Demo"));
        result.provider.setClientId(QStringLiteral("client-1"));
        result.provider.setClientSecret(QStringLiteral("secret-client"));
        result.provider.setEndpoint(Provider::Endpoint::Revocation, revocationUrl);
        result.tokens.setAccessToken(QStringLiteral("secret-access"));
        result.tokens.setTokenType(QStringLiteral("Bearer"));
        result.tokens.setRefreshToken(QStringLiteral("secret-refresh"));
        result.tokens.setScopes({QStringLiteral("openid")});
        result.tokens.setExpiresAt(clock.wallClock().addSecs(3600));
        if (!subject.isEmpty()) {
            result.identity = Identity(QJsonObject{{QStringLiteral("sub"), subject},
                                                   {QStringLiteral("name"), QStringLiteral("Mara")},
                                                   {QStringLiteral("email"), email}});
        }
        return result;
    }

    SignInResult mara() const
    {
        return signIn(QStringLiteral("u1"), QStringLiteral("mara@demo.example"));
    }

    Accounts::AddResult add(Accounts &accounts, const SignInResult &result,
                            const QString &name = QString())
    {
        std::optional<Accounts::AddResult> added;
        accounts.add(result, name, &accounts, [&](const auto &answer) { added = answer; });
        wait(added);
        return added.value_or(Accounts::AddResult{Error(Error::Kind::Network), nullptr});
    }

    AccessTokenResult token(Session &session, int minimumValidity = 0)
    {
        std::optional<AccessTokenResult> token;
        session.withFreshToken(std::chrono::seconds(minimumValidity), &session,
                               [&](const auto &answer) { token = answer; });
        wait(token);
        return token.value_or(AccessTokenResult{Error(Error::Kind::Network), {}, {}, {}});
    }

    std::optional<SignOutResult> signOut(Session &session)
    {
        std::optional<SignOutResult> result;
        QObject caller;
        session.signOut(&caller, [&](const auto &answer) { result = answer; });
        wait(result);
        return result;
    }

    void load(Session &session)
    {
        session.load();
        VirtualScheduler::settle();
    }

    QString indexPath() const
    {
        return folder.filePath(QStringLiteral("latchkey/test/accounts.json"));
    }

    QByteArray indexContent() const
    {
        QFile file(indexPath());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void writeIndex(const QByteArray &content) const
    {
        QDir().mkpath(QFileInfo(indexPath()).path());
        QFile file(indexPath());
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
    }

    const QUrl revocationUrl{QStringLiteral("https://id.example.org/revoke")};
    QTemporaryDir folder;
    FailingStore store;
    VirtualScheduler clock;
    ScriptedNetwork network;

private:
    template <typename T> void wait(const std::optional<T> &value)
    {
        for (int i = 0; i < 100 && !value; ++i)
            clock.advance(std::chrono::milliseconds(1));
    }
};

} // namespace Latchkey

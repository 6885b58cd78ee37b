// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonDocument>

namespace Latchkey {

AccountsFixture::AccountsFixture() : network(&clock)
{
    qputenv("XDG_DATA_HOME", folder.path().toLocal8Bit());
}

std::unique_ptr<Accounts> AccountsFixture::process(Program program)
{
    auto accounts = std::make_unique<Accounts>(QStringLiteral("test"), &store);
    accounts->setScheduler(&clock);
    accounts->setNetworkAccessManager(&network);
    accounts->setKeepsFresh(program == Program::RunsOn);
    return accounts;
}

SignInResult AccountsFixture::signIn(const QString &subject, const QString &email) const
{
    SignInResult result;
    result.provider.setId(QStringLiteral("demo"));
    result.provider.setName(QStringLiteral("Demo"));
    result.provider.setClientId(QStringLiteral("client-1"));
    result.provider.setClientSecret(QStringLiteral("secret-client"));
    result.provider.setEndpoint(Provider::Endpoint::Token, tokenUrl);
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

SignInResult AccountsFixture::mara() const
{
    return signIn(QStringLiteral("u1"), QStringLiteral("mara@demo.example"));
}

Accounts::AddResult AccountsFixture::add(Accounts &accounts, const SignInResult &result,
                                         const QString &name)
{
    std::optional<Accounts::AddResult> added;
    accounts.add(result, name, &accounts, [&](const auto &answer) { added = answer; });
    wait(added);
    return added.value_or(Accounts::AddResult{Error(Error::Kind::Cancelled), nullptr});
}

AccessTokenResult AccountsFixture::token(Session &session, int minimumValidity)
{
    std::optional<AccessTokenResult> token;
    QObject caller;
    session.withFreshToken(std::chrono::seconds(minimumValidity), &caller,
                           [&](const auto &answer) { token = answer; });
    wait(token);
    return token.value_or(AccessTokenResult{Error(Error::Kind::Cancelled), {}, {}, {}});
}

AccessTokenResult AccountsFixture::refresh(Session &session)
{
    std::optional<AccessTokenResult> token;
    QObject caller;
    session.refresh(&caller, [&](const auto &answer) { token = answer; });
    wait(token);
    return token.value_or(AccessTokenResult{Error(Error::Kind::Cancelled), {}, {}, {}});
}

std::optional<SignOutResult> AccountsFixture::signOut(Session &session)
{
    std::optional<SignOutResult> result;
    QObject caller;
    session.signOut(&caller, [&](const auto &answer) { result = answer; });
    wait(result);
    return result;
}

void AccountsFixture::load(Session &session)
{
    session.load();
    VirtualScheduler::settle();
}

ScriptedAnswer AccountsFixture::grant(const QString &accessToken, const QString &refreshToken,
                                      const QJsonObject &more)
{
    QJsonObject body{{QStringLiteral("access_token"), accessToken},
                     {QStringLiteral("token_type"), QStringLiteral("Bearer")},
                     {QStringLiteral("expires_in"), 3600}};
    if (!refreshToken.isEmpty())
        body.insert(QStringLiteral("refresh_token"), refreshToken);
    for (auto it = more.begin(); it != more.end(); ++it)
        body.insert(it.key(), it.value());
    return ScriptedAnswer::json(200, QJsonDocument(body).toJson());
}

ScriptedAnswer AccountsFixture::refusal(const QString &code, int status)
{
    const QJsonObject body{{QStringLiteral("error"), code}};
    return ScriptedAnswer::json(status, QJsonDocument(body).toJson());
}

QJsonObject AccountsFixture::durableItem() const
{
    return QJsonDocument::fromJson(store.items.value(maraId + QStringLiteral("/session"))).object();
}

QJsonObject AccountsFixture::cacheItem() const
{
    return QJsonDocument::fromJson(store.items.value(maraId + QStringLiteral("/access"))).object();
}

void AccountsFixture::setDurableItem(const QString &field, const QJsonValue &value)
{
    QJsonObject item = durableItem();
    item.insert(field, value);
    store.items.insert(maraId + QStringLiteral("/session"),
                       QJsonDocument(item).toJson(QJsonDocument::Compact));
}

QString AccountsFixture::indexPath() const
{
    return folder.filePath(QStringLiteral("latchkey/test/accounts.json"));
}

QByteArray AccountsFixture::indexContent() const
{
    QFile file(indexPath());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void AccountsFixture::writeIndex(const QByteArray &content) const
{
    QDir().mkpath(QFileInfo(indexPath()).path());
    QFile file(indexPath());
    if (file.open(QIODevice::WriteOnly))
        file.write(content);
}

QString AccountsFixture::lockPath() const
{
    return folder.filePath(QStringLiteral("latchkey/test/locks/demo%2Fmara%40demo.example.lock"));
}

OneAccount::OneAccount(Program program) : OneAccount(SignInResult(), program)
{ }

OneAccount::OneAccount(const SignInResult &result, Program program)
{
    const auto before = process(Program::IsShort);
    add(*before, result.provider.id().isEmpty() ? mara() : result);
    accounts = process(program);
    accounts->restore();
    session = accounts->sessions().constFirst();
    store.reads = 0;
    store.changes = 0;
}

} // namespace Latchkey

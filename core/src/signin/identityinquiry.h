// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "endpoints/userinfoendpoint.h"
#include "oauth/idtoken.h"

#include <latchkey/tokenset.h>

#include <QtCore/QObject>

#include <functional>
#include <optional>

namespace Latchkey {

/// Finds out who signed in, once tokens were granted: by the ID token, and by userinfo where there
/// is none or where it leaves out what people are called by. See docs/decisions/0009.
class IdentityInquiry : public QObject
{
    Q_OBJECT
public:
    struct Question
    {
        TokenSet tokens;
        QString nonce; ///< What was sent with the authorization request; empty where nothing was.
        std::chrono::seconds tolerance{60};
    };

    /// \a http is not owned.
    IdentityInquiry(HttpClient *http, const Provider &provider, QObject *parent);

    using Callback = std::function<void(const Expected<Identity> &)>;
    /// To be called once. The callback comes once, later, and may delete this. The identity is not
    /// valid where the provider does not tell. The only error is InvalidIdToken: then nobody has
    /// signed in.
    void start(const Question &question, Callback callback);

private:
    void readIdToken();
    void checkSignature(const IdToken &token);
    void believe(const IdToken &token, Identity::Source source);
    bool isUserInfoWanted() const;
    void askUserInfo();
    void addUserInfo(const Identity &told);
    void finish(const Expected<Identity> &who);

    HttpClient *m_http;
    Provider m_provider;
    Question m_question;
    Callback m_callback;
    Identity m_identity; ///< As far as it is known.
    QList<Identity::Check> m_checks;
};

} // namespace Latchkey

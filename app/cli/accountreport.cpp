// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountreport.h"

namespace Latchkey {

namespace {

/// The state's word for scripts.
QString stateWord(Session::State state)
{
    switch (state) {
    case Session::State::Restoring:
        return QStringLiteral("restoring");
    case Session::State::Active:
        return QStringLiteral("active");
    case Session::State::Refreshing:
        return QStringLiteral("refreshing");
    case Session::State::Offline:
        return QStringLiteral("offline");
    case Session::State::NeedsSignIn:
        return QStringLiteral("needs_sign_in");
    case Session::State::Locked:
        return QStringLiteral("locked");
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

bool isRefusalOfKeychain(const Error &error)
{
    return error.kind() == Error::Kind::KeychainLocked
        || error.kind() == Error::Kind::KeychainAbsent
        || error.kind() == Error::Kind::KeychainDenied;
}

AccountReport::AccountReport(const Session *session, const Error &refusal)
    : m_session(session), m_state(session->state()), m_error(session->lastError())
{
    if (m_state == Session::State::Restoring && refusal.isError()) {
        m_state = Session::State::Locked;
        m_error = refusal;
    }
}

bool AccountReport::isKnown() const
{
    return m_state != Session::State::Locked && m_state != Session::State::Restoring;
}

QString AccountReport::stateText() const
{
    switch (m_state) {
    case Session::State::Restoring:
        return tr("Restoring");
    case Session::State::Active:
        return tr("Active");
    case Session::State::Refreshing:
        return tr("Refreshing");
    case Session::State::Offline:
        return tr("Offline");
    case Session::State::NeedsSignIn:
        return tr("Sign in again");
    case Session::State::Locked:
        return tr("Locked");
    }
    Q_UNREACHABLE();
    return {};
}

QJsonObject AccountReport::fields() const
{
    QJsonObject fields{
        {QStringLiteral("account"), m_session->id()},
        {QStringLiteral("name"), m_session->name()},
        {QStringLiteral("provider"), m_session->provider().id()},
        {QStringLiteral("state"), stateWord(m_state)},
    };
    if (m_error.isError()) {
        fields.insert(QStringLiteral("code"), m_error.code());
        fields.insert(QStringLiteral("message"), m_error.message());
    }
    if (!isKnown())
        return fields;
    fields.insert(QStringLiteral("scope"), m_session->scopes().join(u' '));
    fields.insert(QStringLiteral("has_refresh_token"), m_session->hasRefreshToken());
    if (m_session->expiresAt().isValid()) {
        fields.insert(QStringLiteral("expires_in"),
                      QDateTime::currentDateTimeUtc().secsTo(m_session->expiresAt()));
    }
    return fields;
}

} // namespace Latchkey

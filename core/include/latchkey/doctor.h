// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QMetaType>
#include <QtCore/QObject>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QString>

#include <memory>

class QDebug;
class QNetworkAccessManager;

namespace Latchkey {

class FindingData;
class Scheduler;
class SecretStore;

/// One thing that Doctor looked at: how it is, and what to do about it where it is not well.
///
/// A value. No secret is ever part of it, and whatever it repeats of the network is plain text,
/// free of control and bidirectional characters and bounded in length.
class LATCHKEY_CORE_EXPORT Finding
{
    Q_GADGET
    Q_PROPERTY(Latchkey::Finding::Check check READ check)
    Q_PROPERTY(Latchkey::Finding::Severity severity READ severity)
    Q_PROPERTY(QString subject READ subject)
    Q_PROPERTY(QString title READ title)
    Q_PROPERTY(QString message READ message)
    Q_PROPERTY(QString remedy READ remedy)
    Q_PROPERTY(QString detail READ detail)
public:
    enum class Check {
        Clock, ///< This computer's clock against a server's (RFC 9110 §6.6.1).
        Dns, ///< The name of a server.
        Connection, ///< Whether a server answers at all.
        Tls, ///< Whether the connection to it is secure.
        Metadata, ///< What an issuer publishes (OpenID Connect Discovery §4, RFC 8414 §3).
        Proxy, ///< The proxy between this computer and the servers.
        CertificateAuthorities, ///< Whom secure connections are trusted by.
        Keychain, ///< Whether secrets can be kept.
        AccountList, ///< The file that lists the accounts.
        Locks, ///< The lock files that keep processes apart.
        Browser, ///< What opens an address.
    };
    Q_ENUM(Check)

    enum class Severity {
        Ok, ///< As it should be, or merely worth knowing.
        Warning, ///< It works or may work, and is not as it should be.
        Problem, ///< It does not work.
    };
    Q_ENUM(Severity)

    Finding();
    /// \a message is one translated sentence.
    Finding(Check check, Severity severity, const QString &subject, const QString &message);
    Finding(const Finding &);
    Finding &operator=(const Finding &);
    ~Finding();

    Check check() const;
    Severity severity() const;
    bool isOk() const { return severity() == Severity::Ok; }

    /// What was looked at: a server's host, an account's id, a file, a service. Not translated.
    QString subject() const;
    /// What was looked at, in a word or two for a heading. Translated.
    QString title() const;
    /// One sentence for the person: how it is. Translated.
    QString message() const;
    /// One sentence for the person: what to do about it. Translated. Empty where the severity is
    /// Ok, and never empty otherwise.
    QString remedy() const;
    /// The technical detail for a log or a bug report, on one line; may be empty. Not translated.
    QString detail() const;

    /// A stable word for scripts: `clock`, `dns`, `connection`, `tls`, `metadata`, `proxy`,
    /// `certificate_authorities`, `keychain`, `account_list`, `locks`, `browser`.
    QString checkCode() const;
    /// A stable word for scripts: `ok`, `warning`, `problem`.
    QString severityCode() const;

    // Each of these returns a copy with one more thing known.
    Finding withRemedy(const QString &remedy) const;
    Finding withDetail(const QString &detail) const;

private:
    QSharedDataPointer<FindingData> d;
};

LATCHKEY_CORE_EXPORT QDebug operator<<(QDebug debug, const Finding &finding);

/// Looks for what keeps a program from signing in, or from staying signed in: the clock, the
/// network and the servers of every account, the proxy, certificate authorities, the keychain, the
/// files, and the browser.
///
/// Nothing that it finds is changed. It asks nobody anything: a locked keychain stays locked. What
/// it leaves behind is nothing: of a keychain that is open it writes, reads and removes one item,
/// and in the program's folder a file. Servers get GET requests without any token.
class LATCHKEY_CORE_EXPORT Doctor : public QObject
{
    Q_OBJECT
public:
    /// \a program and \a store as for Accounts. The store is not owned and has to outlive this
    /// object.
    Doctor(const QString &program, SecretStore *store, QObject *parent = nullptr);
    /// Ends what is under way; no signal follows. A keychain item that was written is removed.
    ~Doctor() override;

    /// To be called before start(). Not owned; has to outlive this object. What it would do with a
    /// request (proxy, certificate authorities) is what is looked at. Without it there is one of
    /// the object's own.
    void setNetworkAccessManager(QNetworkAccessManager *manager);
    /// As SignIn::setScheduler().
    void setScheduler(Scheduler *scheduler);

public Q_SLOTS:
    /// Begins. Does nothing where it has begun before.
    void start();

Q_SIGNALS:
    /// Comes for each finding as soon as it is known, never from within start().
    void found(const Latchkey::Finding &finding);
    /// Comes exactly once, after the last finding, at the latest 30 seconds after start().
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::Finding)

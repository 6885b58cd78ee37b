// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>
#include <latchkey/session.h>
#include <latchkey/signin.h>

#include <QtCore/QAbstractListModel>

#include <functional>
#include <memory>

class QNetworkAccessManager;

namespace Latchkey {

class Scheduler;
class SecretStore;

/// All accounts of one program, as a list model and as sessions.
///
/// Tokens are kept in the SecretStore. A file without secrets, `latchkey/<program>/accounts.json`
/// in QStandardPaths::GenericDataLocation, lists which accounts there are, so that every process of
/// the program finds them.
class LATCHKEY_CORE_EXPORT Accounts : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool waitingForKeychain READ isWaitingForKeychain NOTIFY waitingForKeychainChanged)
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< Session::id()
        NameRole, ///< Session::name(); also Qt::DisplayRole
        ProviderNameRole, ///< Provider::name()
        ProviderIdRole, ///< Provider::id()
        StateRole, ///< Session::State as int
        SessionRole, ///< Session *
    };
    Q_ENUM(Role)

    struct AddResult
    {
        Error error; ///< A Keychain kind or StorageFailed; nothing was stored then.
        Session *session = nullptr; ///< Owned by Accounts.
    };
    using AddCallback = std::function<void(const AddResult &)>;

    /// \a program names the program in files: letters, digits, '-', '_' and '.'. \a store is not
    /// owned and has to outlive this object.
    Accounts(const QString &program, SecretStore *store, QObject *parent = nullptr);
    ~Accounts() override;

    /// As SignIn::setNetworkAccessManager(); used for revoking.
    void setNetworkAccessManager(QNetworkAccessManager *manager);
    /// As SignIn::setScheduler().
    void setScheduler(Scheduler *scheduler);

    /// True unless set otherwise: sessions that are loaded renew their tokens ahead of their end,
    /// try again what failed, and come back by themselves when the network or the keychain does. A
    /// program that is about to end, such as a command, sets it to false before restore(); then
    /// tokens are renewed when they are wanted.
    bool keepsFresh() const;
    void setKeepsFresh(bool keepsFresh);

    /// True while the keychain keeps us waiting, most likely because it asks the person to unlock
    /// it.
    bool isWaitingForKeychain() const;

    /// Reads the list of accounts from its file, now; no secret is read yet. StorageFailed where
    /// the file is there and cannot be read: it is left as it is.
    Error restore();

    /// From now on, accounts that another process adds, removes or signs in again show so here;
    /// they are loaded.
    void watch();
    /// Tries again now what failed, and renews what is due: to be called when the person comes back
    /// to the program, for instance. With keepsFresh() it happens in time without it.
    void retryNow();

    int count() const;
    QList<Session *> sessions() const;
    /// Finds an account by its id, or, where that is unambiguous, by its provider's id or its name.
    Session *find(const QString &text) const;
    /// All that \a text could mean: more than one where it is ambiguous.
    QList<Session *> matches(const QString &text) const;

    /// Stores a successful sign-in in the keychain and lists it. An account of the same provider
    /// and person (or the same \a accountName where that is not empty) is replaced. The callback
    /// comes exactly once, later, and is dropped where \a context dies first; the account is stored
    /// all the same. Waits for as long as the person takes to unlock the keychain. The ticket that
    /// is returned is for takeBack().
    quint64 add(const SignInResult &result, const QString &accountName, QObject *context,
                AddCallback callback);
    /// Undoes an add() that has not called back yet: nothing is stored, what was replaced is put
    /// back, the tokens are revoked in the background (RFC 7009), and nobody is called back. Does
    /// nothing once it has called back. takenBack() tells when everything is as it was before.
    void takeBack(quint64 ticket);
    /// Revokes in the background what was granted and is not wanted (RFC 7009).
    void revokeUnwanted(const SignInResult &result);
    /// As add(), but for this run of the process only, in memory, listed nowhere.
    Session *addForThisRun(const SignInResult &result, const QString &accountName);

    int rowCount(const QModelIndex &parent = QModelIndex()) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();
    void waitingForKeychainChanged(bool waiting);
    /// What takeBack() had to undo is undone; the revocation may still be on its way. Comes once
    /// for each takeBack() that did anything, later.
    void takenBack(quint64 ticket);

private:
    void restoreAgain();

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey

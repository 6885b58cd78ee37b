// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QJsonObject>
#include <QtCore/QMetaType>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QString>
#include <QtCore/QUrl>

class QDebug;

namespace Latchkey {

class IdentityData;

/// Who signed in, as the provider's userinfo endpoint tells (OpenID Connect Core §5.3).
///
/// Every text is free of control and bidirectional characters and bounded in length, and is still
/// data from the network: show it as plain text.
class LATCHKEY_CORE_EXPORT Identity
{
    Q_GADGET
    Q_PROPERTY(QString subject READ subject)
    Q_PROPERTY(QString name READ name)
    Q_PROPERTY(QString email READ email)
public:
    Identity();
    explicit Identity(const QJsonObject &claims);
    Identity(const Identity &);
    Identity &operator=(const Identity &);
    ~Identity();

    /// False where the provider did not tell who signed in: there is no `sub`.
    bool isValid() const;

    /// `sub`: what tells two people of one provider apart. Never changes, may be unreadable.
    QString subject() const;
    /// The best name for a person to read: `name`, else `preferred_username`, else `email`, else
    /// `sub`.
    QString name() const;
    QString email() const;
    /// `picture` where it is an https address, otherwise empty.
    QUrl picture() const;
    /// Everything that was said, as it was said.
    QJsonObject claims() const;

private:
    QSharedDataPointer<IdentityData> d;
};

LATCHKEY_CORE_EXPORT QDebug operator<<(QDebug debug, const Identity &identity);

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::Identity)

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/demo/demoknobs.h>

#include <QtCore/QMap>
#include <QtCore/QMetaType>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace Latchkey {

/// What becomes of the refresh token when it is used.
enum class Rotation {
    None, ///< There is no refresh token.
    Keeps, ///< It goes on to be the one.
    Replaces ///< Another one comes, and the old one is over.
};

/// One provider of the catalogue, and what its documentation says of it.
struct DialectCase
{
    QString id; ///< Of the provider file.
    Demo::Dialect dialect = Demo::Dialect::Standard;
    QMap<QString, QString> values; ///< For the placeholders of the file.
    QString audience; ///< That has to go with every request; empty for none.
    QString secret; ///< The client's, where the provider wants one.
    Rotation rotation = Rotation::Replaces;
    bool tellsWho = true; ///< Whether it says who signed in.
    bool revokes = true; ///< Whether it can be told that a sign-in is over.

    /// All that can be signed in to by code on another device.
    static QList<DialectCase> withDeviceFlow();
    /// All that can be signed in to by a browser on this computer.
    static QList<DialectCase> withBrowserFlow();
    static DialectCase named(const QString &id);
    static QList<DialectCase> all();
};

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::DialectCase)

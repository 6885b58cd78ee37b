// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>

#include <optional>

namespace Latchkey {

/// A placeholder as a provider file declares it.
struct PlaceholderRule
{
    enum class Kind {
        Host, ///< The whole authority of an address: the name of a server, perhaps with a port.
        PathSegment, ///< A part of an address's path.
        Text, ///< Anything that can stand in a header, but in no address.
        Secret, ///< As Text, and kept in the keychain.
    };

    Placeholder shown;
    Kind kind = Kind::Text;
};

QString clientIdName();
QString clientSecretName();
bool isPlaceholderName(const QString &text);

/// The names in braces in \a text, in order.
QStringList placeholdersIn(const QString &text);

/// \a value as it is put in place of the placeholder: of a server's name that was pasted as an
/// address, the name. Returns nothing and sets \a problem to a sentence for the person, which
/// repeats no secret, where \a value is not what belongs there. A host cannot bring a path, user
/// information or another host along, nor can a part of a path leave its place.
std::optional<QString> checkedValue(const PlaceholderRule &rule, const QString &value,
                                    QString *problem);

} // namespace Latchkey

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "providers/fileobject.h"
#include "providers/providerdata.h"

#include <optional>

namespace Latchkey {

/// Reads what a provider file holds.
class ProviderReader
{
public:
    enum class Faults {
        Refuse, ///< A person has written it, and may have mistyped.
        /// This library has written it, perhaps a newer version, and one account must not keep all
        /// others from being read: what will not do is left out. Only an id has to be there.
        LeaveOut,
    };

    static std::optional<Provider> read(const QJsonObject &json, Faults faults,
                                        FileProblem *problem);

private:
    ProviderReader(const QJsonObject &json, Faults faults, FileProblem *problem);

    void readPlaceholders();
    PlaceholderRule readPlaceholder(FileObject &entry);
    void readEndpoints();
    void readScopes();
    void readFlows();
    void readQuirks();
    void readExtraParameters();
    void readExtraHeaders();
    void readPresentation();
    void readSuggestions();
    void readValues();
    void readMetadata();

    Address address(FileObject &object, const QString &name);
    QString addressProblem(const QString &text) const;
    QString text(FileObject &object, const QString &name, bool maySeeSecrets);
    QMap<QString, QString> headers(FileObject &object);
    void refuseOthers(FileObject &object);

    Faults m_faults;
    FileObject m_file;
    ProviderData m_data;
};

} // namespace Latchkey

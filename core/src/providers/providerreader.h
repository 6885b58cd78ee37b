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
    enum class UnknownFields {
        Refuse, ///< A person has written it, and may have mistyped.
        Ignore, ///< A newer version of this library has written it.
    };

    static std::optional<Provider> read(const QJsonObject &json, UnknownFields unknown,
                                        FileProblem *problem);

private:
    ProviderReader(const QJsonObject &json, UnknownFields unknown, FileProblem *problem);

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

    UnknownFields m_unknown;
    FileObject m_file;
    ProviderData m_data;
};

} // namespace Latchkey

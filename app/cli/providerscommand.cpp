// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providerscommand.h"

#include <latchkey/providercatalog.h>

namespace Latchkey {

void ProvidersCommand::start()
{
    const ProviderCatalog catalog;
    for (const Provider &provider : catalog.providers()) {
        QJsonObject event = provider.toJson();
        event.insert(QStringLiteral("provider"), provider.id());
        out().event(QStringLiteral("provider"), event);
        QStringList missing;
        for (const Placeholder &placeholder : provider.placeholders()) {
            if (placeholder.isRequired && placeholder.defaultValue.isEmpty())
                missing += placeholder.name;
        }
        const QString needs =
            missing.isEmpty() ? QString() : tr("needs %1").arg(missing.join(QStringLiteral(", ")));
        const QString text =
            provider.id().leftJustified(16) + u' ' + provider.name().leftJustified(34) + needs;
        out().result(text.trimmed());
    }
    for (const QString &problem : catalog.problems())
        out().note(tr("left out: %1").arg(problem));
    finish(ExitDone);
}

} // namespace Latchkey

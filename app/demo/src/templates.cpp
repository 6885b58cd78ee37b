// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "templates.h"

#include <QtCore/QFile>

// The library is static, so that nothing else would pull its resources in. Q_INIT_RESOURCE must be
// used outside of any namespace.
static void initializeDemoResources()
{
    Q_INIT_RESOURCE(latchkeydemo);
}

namespace Latchkey::Demo {

QString escaped(const QString &text)
{
    return text.toHtmlEscaped().replace(QLatin1Char('\''), QLatin1String("&#39;"));
}

Values &Values::set(const char *name, const QString &text)
{
    m_markup.insert(QString::fromLatin1(name), escaped(text));
    return *this;
}

Values &Values::set(const char *name, const Html &html)
{
    m_markup.insert(QString::fromLatin1(name), html.markup);
    return *this;
}

const QString *Values::find(const QString &name) const
{
    const auto found = m_markup.constFind(name);
    return found == m_markup.cend() ? nullptr : &*found;
}

QByteArray resource(const char *name)
{
    [[maybe_unused]] static const bool initialized = (initializeDemoResources(), true);
    QFile file(QLatin1String(":/latchkey/demo/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Html fill(const char *templateName, const Values &values)
{
    const QString source = QString::fromUtf8(resource(templateName));
    QString filled;
    qsizetype position = 0;
    for (;;) {
        const qsizetype open = source.indexOf(QLatin1String("{{"), position);
        const qsizetype close = open < 0 ? -1 : source.indexOf(QLatin1String("}}"), open);
        if (close < 0)
            break;
        filled += QStringView(source).mid(position, open - position);
        if (const QString *value = values.find(source.mid(open + 2, close - open - 2)))
            filled += *value;
        position = close + 2;
    }
    filled += QStringView(source).mid(position);
    return {filled};
}

} // namespace Latchkey::Demo

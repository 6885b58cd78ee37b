// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QHash>
#include <QtCore/QString>

namespace Latchkey::Demo {

/// Text that is HTML already. Whatever is not wrapped in this gets escaped on its way into a page.
struct Html
{
    QString markup;
};

/// Plain text as HTML, fit for an attribute in either kind of quotation marks.
QString escaped(const QString &text);

/// The values for one template.
class Values
{
public:
    Values &set(const char *name, const QString &text);
    Values &set(const char *name, const Html &html);
    const QString *find(const QString &name) const;

private:
    QHash<QString, QString> m_markup;
};

/// Fills the {{names}} of a template in the resources, in one pass: a value is never looked through
/// for further names.
Html fill(const char *templateName, const Values &values);
/// The bytes of a file in the resources.
QByteArray resource(const char *name);

} // namespace Latchkey::Demo

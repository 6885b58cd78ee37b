// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/doctor.h>

#include "doctor/check.h"

#include <QtCore/QList>
#include <QtTest/QTest>

#include <algorithm>

namespace Latchkey {

/// What a check or a doctor has told so far.
class FindingsOf
{
public:
    template <typename Source> explicit FindingsOf(Source *source)
    {
        QObject::connect(source, &Source::found, source,
                         [this](const Finding &finding) { findings += finding; });
        QObject::connect(source, &Source::finished, source, [this] {
            ++timesFinished;
            foundBeforeTheEnd = static_cast<int>(findings.size());
        });
    }

    /// The first of a check; a default one, which has no message, where there is none.
    Finding of(Finding::Check check) const { return first(findings, check); }
    int count(Finding::Check check) const
    {
        return static_cast<int>(
            std::count_if(findings.cbegin(), findings.cend(),
                          [&](const Finding &finding) { return finding.check() == check; }));
    }
    bool areAllOk() const
    {
        return std::all_of(findings.cbegin(), findings.cend(), std::mem_fn(&Finding::isOk));
    }

    static Finding first(const Findings &list, Finding::Check check)
    {
        const auto it = std::find_if(list.cbegin(), list.cend(), [&](const Finding &finding) {
            return finding.check() == check;
        });
        return it == list.cend() ? Finding() : *it;
    }

    Findings findings;
    int timesFinished = 0;
    int foundBeforeTheEnd = 0;
};

/// What holds for every finding: there is a sentence, and a way out where one is needed. Empty
/// where all is well.
inline QString faultOf(const Finding &finding)
{
    if (finding.message().isEmpty() || !finding.message().endsWith(u'.'))
        return QStringLiteral("no sentence: ") + finding.message();
    if (finding.isOk() != finding.remedy().isEmpty())
        return QStringLiteral("the remedy does not fit: ") + finding.message();
    if (!finding.isOk() && !finding.remedy().endsWith(u'.'))
        return QStringLiteral("the remedy is no sentence: ") + finding.remedy();
    for (const QString &text :
         {finding.subject(), finding.message(), finding.remedy(), finding.detail()}) {
        if (text.contains(u'\n') || text.size() > 1200)
            return QStringLiteral("not fit to be shown: ") + text;
    }
    if (finding.message().contains(u'%') || finding.remedy().contains(u'%'))
        return QStringLiteral("a place was not filled: ") + finding.message();
    if (finding.title().isEmpty() || finding.checkCode().isEmpty()
        || finding.severityCode().isEmpty())
        return QStringLiteral("a name is missing");
    return {};
}

} // namespace Latchkey

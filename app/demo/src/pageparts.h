// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "endpoints.h"
#include "templates.h"

namespace Latchkey::Demo {

/// What a mark in front of a result says; each has a shape of its own.
enum class Mark { Done, Stopped, Caution };

/// A whole page with all its guards. \a formTarget is where, apart from here, the answer to its
/// form may lead the browser: a source for the content security policy, since browsers hold
/// redirects after a form against it as well.
HttpAnswer page(const Context &context, int status, const QString &title, const Html &body,
                const QByteArray &formTarget = {});
/// A page that says one thing. Its title in the browser's tab is \a title as well, unless there is
/// a \a tabTitle.
HttpAnswer messagePage(const Context &context, int status, Mark mark, const QString &title,
                       const QString &text, const Html &more = {}, const QString &tabTitle = {});

/// A program as a person gets to see it.
struct ShownClient
{
    QString name;
    bool known = false;
};

ShownClient shownClient(const Context &context, const QString &clientId);

/// What every page that asks for a decision shows: the program, the person, the permissions, the
/// buttons.
Values decisionValues(const Context &context, const GrantRequest &request);

/// Whether a browser says that this form came from one of our own pages. Browsers that say nothing
/// are judged by the page token alone. Under our referrer policy the origin may be "null".
bool comesFromHere(const HttpRequest &request);

} // namespace Latchkey::Demo

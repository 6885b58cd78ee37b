// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/signinwidget.h>

#include <QtWidgets/QApplication>

static_assert(__cplusplus < 202002L, "The point is that C++17 is enough");

// Paints the widget once, as a host would when it opens its window.
int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Latchkey::SignInWidget widget;
    widget.resize(widget.sizeHint());
    return widget.grab().isNull() ? 1 : 0;
}

// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "xwindows.h"

#include "rendering.h"

#include <QtGui/QGuiApplication>
#include <QtGui/QPixmap>
#include <QtGui/QScreen>
#include <QtTest/QTest>

#include <xcb/xcb.h>

#include <cstdlib>
#include <memory>

namespace XWindows {

namespace {

struct Free
{
    void operator()(void *memory) const { std::free(memory); }
};
template <typename T> using Reply = std::unique_ptr<T, Free>;

using Connection = std::unique_ptr<xcb_connection_t, decltype(&xcb_disconnect)>;

xcb_atom_t atom(xcb_connection_t *connection, const QByteArray &name)
{
    const Reply<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(
        connection,
        xcb_intern_atom(connection, 1, static_cast<uint16_t>(name.size()), name.constData()),
        nullptr));
    return reply ? reply->atom : xcb_atom_t(XCB_ATOM_NONE);
}

QByteArray property(xcb_connection_t *connection, xcb_window_t window, const QByteArray &name)
{
    const Reply<xcb_get_property_reply_t> reply(xcb_get_property_reply(
        connection,
        xcb_get_property(connection, 0, window, atom(connection, name), XCB_ATOM_ANY, 0, 1024),
        nullptr));
    if (!reply)
        return {};
    return {static_cast<const char *>(xcb_get_property_value(reply.get())),
            xcb_get_property_value_length(reply.get())};
}

bool isVisible(xcb_connection_t *connection, xcb_window_t window)
{
    const Reply<xcb_get_window_attributes_reply_t> reply(xcb_get_window_attributes_reply(
        connection, xcb_get_window_attributes(connection, window), nullptr));
    return reply && reply->map_state == XCB_MAP_STATE_VIEWABLE;
}

qint64 processOf(xcb_connection_t *connection, xcb_window_t window)
{
    const QByteArray value = property(connection, window, "_NET_WM_PID");
    uint32_t processId = 0;
    if (value.size() == sizeof processId)
        memcpy(&processId, value.constData(), sizeof processId);
    return processId;
}

} // namespace

QStringList titlesOf(qint64 processId)
{
    // There is no window manager here, so every top-level window is a child of the root.
    const Connection connection(xcb_connect(nullptr, nullptr), xcb_disconnect);
    if (xcb_connection_has_error(connection.get()))
        return {};
    const xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(connection.get())).data->root;
    const Reply<xcb_query_tree_reply_t> tree(
        xcb_query_tree_reply(connection.get(), xcb_query_tree(connection.get(), root), nullptr));
    QStringList titles;
    for (int i = 0; tree && i < xcb_query_tree_children_length(tree.get()); ++i) {
        const xcb_window_t window = xcb_query_tree_children(tree.get())[i];
        if (isVisible(connection.get(), window) && processOf(connection.get(), window) == processId)
            titles += QString::fromUtf8(property(connection.get(), window, "_NET_WM_NAME"));
    }
    return titles;
}

QImage screenshot()
{
    return QGuiApplication::primaryScreen()->grabWindow(0).toImage();
}

QUrl scan(int seconds)
{
    QString text;
    static_cast<void>(QTest::qWaitFor(
        [&] {
            text = Rendering::decodeQr(screenshot());
            return !text.isEmpty();
        },
        seconds * 1000));
    return QUrl(text);
}

} // namespace XWindows

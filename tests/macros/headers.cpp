// The standard library, then the real headers of other people where they are installed, then sinew. Macros of Qt are
// written out, since its headers need its configuration.
#include "standard.hpp"

#include <complex.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#if __has_include(<windows.h>)
#include <winsock2.h>
#include <windows.h>

#include <commctrl.h>
#include <windowsx.h>
#define min(a, b) ((a) < (b) ? (a) : (b))  // as Microsoft's <minwindef.h>
#define max(a, b) ((a) > (b) ? (a) : (b))
#endif
#if __has_include(<termios.h>)
#include <netdb.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <syslog.h>
#include <termios.h>
#endif
#if __has_include(<X11/Xlib.h>)
#include <X11/Xlib.h>
#include <X11/Xos.h>
#include <X11/Xutil.h>
#include <X11/cursorfont.h>
#endif
#if __has_include(<curses.h>)
#include <curses.h>
#include <term.h>
#endif
#if __has_include(<Rinternals.h>)
#include <R.h>
#include <Rinternals.h>
#endif
#define signals public
#define slots
#define emit
#define foreach(variable, container) for (variable : container)

#include "use.hpp"

int main() { return trains() ? 0 : 1; }

/* Gives the ports in Swift, which include no header, their table. */
#include "kmsan_port.h"

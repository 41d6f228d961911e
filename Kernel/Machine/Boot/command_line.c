/* The copy of the boot command line: the virtual machine's lies in memory that is given away. */
#include "kernel.h"

char command_line[COMMAND_LINE_MAX + 1];
